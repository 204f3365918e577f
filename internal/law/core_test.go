package law

import (
	"go/ast"
	"go/parser"
	"strings"
	"testing"
)

// coreCases are bodies of one function each, after the declarations of
// sampleHead, with a part of what must be found.
var coreCases = []struct {
	body string
	what string // "" for allowed
}{
	{"go work()", "starts a goroutine"},
	{"select {}", "selects on channels"},
	{"var c chan int; _ = c", "has a channel"},
	{"pipe <- 1", "sends on a channel"},
	{"_ = <-pipe", "receives from a channel"},
	{"for range pipe { work() }", "ranges over a channel"},
	{"for k := range table { _ = k }", "ranges over a map"},
	{"for range (named{}) { work() }", "ranges over a map"},
	{"_ = maps.Keys(table)", "uses maps.Keys"},
	{"f := maps.Values[map[int]int]; _ = f", "uses maps.Values"},
	{"for range maps.All(table) { work() }", "uses maps.All"},
	{"var f float64; _ = f", "has a float"},
	{"type f struct { x float32 }; _ = f{}", "has a float"},
	{"n := 1e9; _ = n", "has a float"},
	{"const n uint64 = 1e9; _ = n", "has a float"},
	{"_ = 2i", "has a float"},
	{"_ = math.Sqrt2 > 1", "has a float"},
	{"_, _ = strconv.ParseFloat(\"1\", 64)", "has a float"},
	{"_ = big.NewFloat", "uses big.NewFloat"},
	{"var f big.Float; _ = &f", "uses big.Float"},
	{"_ = unsafe.Pointer(&names)", "uses unsafe.Pointer"},
	{"_ = unsafe.StringData(names[0])", "uses unsafe.StringData"},
	{"fmt.Println(1)", "uses fmt.Println"},
	{"println(1)", "uses println"},
	{"counter = 1", "writes to the package variable counter"},
	{"counter++", "writes to the package variable counter"},
	{"table[1] += 2", "writes to the package variable table"},
	{"state.x.y = 1", "writes to the package variable state"},
	{"p := &counter; _ = p", "writes to the package variable counter"},
	{"state.set()", "writes to the package variable state"},
	{"for counter = range 3 { work() }", "writes to the package variable counter"},
	{"fmt.Sink = 1", "type"},

	{"for i := range names { _ = names[i] }", ""},
	{"for i := range 3 { _ = i }", ""},
	{"local := map[int]int{}; local[1] = counter; delete(local, 1); clear(local)", ""},
	{"_ = maps.Clone(table)", ""},
	{"_ = fmt.Sprint(math.MaxInt64 - 1)", ""},
	{"_ = state.get() + state.x.y", ""},
	{"p := &inner{}; p.y = 1; counter := 2; counter++", ""},
	{"_ = big.NewRat(1, 3)", ""},
	{"_ = unsafe.Sizeof(names)", ""},
	{"each(func(yield func(int) bool) {})", ""},
}

// TestCoreBans wants the ban that fits each body, or none.
func TestCoreBans(t *testing.T) {
	packages, err := goList(root(t), "fmt", "maps", "math", "math/big", "strconv")
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range coreCases {
		t.Run(c.body, func(t *testing.T) {
			found := coreBans(sample(t, packages, c.body))
			if c.what == "" {
				wantFound(t, found)
				return
			}
			for _, v := range found {
				if strings.Contains(v.What, c.what) || c.what == "type" && v.Reason == reasonTypes {
					return
				}
			}
			t.Errorf("nothing found with %q in it, only %v", c.what, found)
		})
	}
}

// TestCoreBansElsewhere judges what is no statement in a function.
func TestCoreBansElsewhere(t *testing.T) {
	packages, err := goList(root(t), "maps")
	if err != nil {
		t.Fatal(err)
	}
	source := func(lines ...string) typed { return check(t, packages, "package sample\n"+strings.Join(lines, "\n")) }
	wantFound(t, coreBans(source("func f[M ~map[int]int](m M) {", "\tfor range m {", "\t}", "}")), "sample.go:3: ranges over a map")
	wantFound(t, coreBans(source("func f(x int) float64 { return 0 }")), "sample.go:2: has a float")
	wantFound(t, coreBans(source("type t struct{ c chan int }")), "sample.go:2: has a channel")
	wantFound(t, coreBans(source("var table [4]int", "func init() { table[2] = 1 }")))
	wantFound(t, coreBans(source("type t struct{}", "var v t", "func (t) init() { v = t{} }")), "sample.go:4: writes to the package variable v")
	wantFound(t, coreBans(source("var v = undefined")), "sample: ")
}

// TestCoreSeesAll checks that a file outside the default build is not overlooked.
func TestCoreSeesAll(t *testing.T) {
	found := unseen("/r", listed{Dir: "/r/core/money", IgnoredGoFiles: []string{"fast_arm64.go", "odd_test.go"}, SFiles: []string{"add.s"}})
	wantFound(t, found, "core/money/fast_arm64.go: is not in every build", "core/money/add.s: is not in every build")
}

const sampleHead = `package sample
import ("fmt"; "maps"; "math"; "math/big"; "strconv"; "unsafe")
var _ = fmt.Sprint; var _ = maps.Clone[map[int]int]; const _ = math.MaxInt8; var _ = big.NewInt; var _ = strconv.Itoa; const _ = unsafe.Sizeof(1)
type named map[int]int
type inner struct{ y int }
type outer struct{ x inner }
func (o *outer) set() { o.x.y = 1 }
func (o outer) get() int { return o.x.y }
var (counter int; table = map[int]int{}; names []string; state outer)
func work() {}
func each(f func(func(int) bool)) { f(nil) }
func sample() {
`

// pipeHead gives the bodies that want one a channel; it breaks the law itself.
const pipeHead = "pipe := make(chan int); _ = pipe\n"

func sample(t *testing.T, packages []listed, body string) typed {
	t.Helper()
	if strings.Contains(body, "pipe") {
		body = pipeHead + body
	}
	return check(t, packages, sampleHead+body+"\n}\n")
}

func check(t *testing.T, packages []listed, source string) typed {
	t.Helper()
	load := newLoader(packages)
	file, err := parser.ParseFile(load.positions, "sample.go", source, parser.SkipObjectResolution)
	if err != nil {
		t.Fatal(err)
	}
	return load.check("sample", []*ast.File{file})
}
