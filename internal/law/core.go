package law

import (
	"fmt"
	"go/ast"
	"go/token"
	"go/types"
)

// The reasons for what the core may not do, by what it would be doing.
const (
	reasonGoroutine = "the core runs on its caller's goroutine: what the scheduler decides, a replay cannot repeat"
	reasonFloat     = "no float touches money: use money.Amount, money.Rate or integers with the scale in their name"
	reasonMap       = "a map has no order of its own: keep a slice, or sort, so that every replica walks the same way"
	reasonPrint     = "the core does no I/O: return what is to be said"
	reasonState     = "state belongs to the machine that snapshots it: a package variable is set where it is declared, or in init, and never again"
	reasonUnsafe    = "an address differs from run to run, and a wrong one is no longer Go: unsafe is for Sizeof"
	reasonTypes     = "a package that does not type-check cannot be judged"
)

// functionsBanned are functions of packages that are otherwise pure.
var functionsBanned = map[string]map[string]string{
	"maps": {"Keys": reasonMap, "Values": reasonMap, "All": reasonMap},
	"fmt": {
		"Print": reasonPrint, "Printf": reasonPrint, "Println": reasonPrint,
		"Scan": reasonPrint, "Scanf": reasonPrint, "Scanln": reasonPrint,
	},
	"unsafe": {
		"Pointer": reasonUnsafe, "Add": reasonUnsafe, "Slice": reasonUnsafe, "SliceData": reasonUnsafe,
		"String": reasonUnsafe, "StringData": reasonUnsafe,
	},
	"math/big": {"Float": reasonFloat, "NewFloat": reasonFloat, "ParseFloat": reasonFloat},
}

// coreJudge walks one package of the core and gathers what it finds.
type coreJudge struct {
	typed
	found  []Violation
	inInit bool // a package may fill its tables in init
	floats map[string]bool
}

// coreBans finds what a package of the core must not do.
func coreBans(p typed) []Violation {
	judge := &coreJudge{typed: p, floats: map[string]bool{}}
	for _, err := range p.errs {
		judge.found = append(judge.found, Violation{p.path, err.Error(), reasonTypes})
	}
	for _, file := range p.files {
		for _, declaration := range file.Decls {
			f, isFunc := declaration.(*ast.FuncDecl)
			judge.inInit = isFunc && f.Recv == nil && f.Name.Name == "init"
			ast.Inspect(declaration, judge.look)
		}
	}
	return judge.found
}

func (j *coreJudge) add(node ast.Node, reason, format string, args ...any) {
	j.found = append(j.found, Violation{place(j.positions, node), fmt.Sprintf(format, args...), reason})
}

// look judges one node of the syntax tree.
func (j *coreJudge) look(node ast.Node) bool {
	switch n := node.(type) {
	case *ast.GoStmt:
		j.add(n, reasonGoroutine, "starts a goroutine")
	case *ast.SelectStmt:
		j.add(n, reasonGoroutine, "selects on channels")
	case *ast.SendStmt:
		j.add(n, reasonGoroutine, "sends on a channel")
	case *ast.ChanType:
		j.add(n, reasonGoroutine, "has a channel")
	case *ast.RangeStmt:
		j.ranged(n)
		j.written(n.Key, n.Tok)
		j.written(n.Value, n.Tok)
	case *ast.AssignStmt:
		for _, left := range n.Lhs {
			j.written(left, n.Tok)
		}
	case *ast.IncDecStmt:
		j.written(n.X, n.Tok)
	case *ast.UnaryExpr:
		j.unary(n)
	case *ast.CallExpr:
		j.called(n)
	case *ast.Ident:
		j.named(n)
	}
	if expression, is := node.(ast.Expr); is {
		j.float(expression)
	}
	return true
}

// ranged refuses a walk over a map, or over a type parameter that may be one.
func (j *coreJudge) ranged(n *ast.RangeStmt) {
	t := j.info.TypeOf(n.X)
	if t == nil {
		return // the type checker has complained
	}
	if anyTerm(t, func(t types.Type) bool { _, is := t.Underlying().(*types.Map); return is }) {
		j.add(n, reasonMap, "ranges over a map")
	}
	if anyTerm(t, func(t types.Type) bool { _, is := t.Underlying().(*types.Chan); return is }) {
		j.add(n, reasonGoroutine, "ranges over a channel")
	}
}

// anyTerm asks about t, or about each type that a type parameter stands for.
func anyTerm(t types.Type, ask func(types.Type) bool) bool {
	parameter, is := types.Unalias(t).(*types.TypeParam)
	if !is {
		return ask(t)
	}
	constraint, is := parameter.Constraint().Underlying().(*types.Interface)
	if !is {
		return false
	}
	for i := range constraint.NumEmbeddeds() {
		embedded := constraint.EmbeddedType(i)
		union, is := embedded.(*types.Union)
		if !is {
			if ask(embedded) {
				return true
			}
			continue
		}
		for k := range union.Len() {
			if ask(union.Term(k).Type()) {
				return true
			}
		}
	}
	return false
}

// float refuses an expression of a float or complex type, a literal of one and
// the name of one; one report a line is enough.
func (j *coreJudge) float(e ast.Expr) {
	literal, is := e.(*ast.BasicLit)
	isFloat := is && (literal.Kind == token.FLOAT || literal.Kind == token.IMAG)
	if t := j.info.TypeOf(e); t != nil && !isFloat {
		isFloat = floating(t)
	}
	at := place(j.positions, e)
	if isFloat && !j.floats[at] {
		j.floats[at] = true
		j.add(e, reasonFloat, "has a float")
	}
}

func floating(t types.Type) bool {
	switch u := t.Underlying().(type) {
	case *types.Basic:
		return u.Info()&(types.IsFloat|types.IsComplex) != 0
	case *types.Tuple:
		for i := range u.Len() {
			if floating(u.At(i).Type()) {
				return true
			}
		}
	}
	return false
}

func (j *coreJudge) unary(n *ast.UnaryExpr) {
	switch n.Op {
	case token.ARROW:
		j.add(n, reasonGoroutine, "receives from a channel")
	case token.AND:
		j.written(n.X, token.ASSIGN)
	}
}

// named refuses the use of a banned function, called or passed on.
func (j *coreJudge) named(n *ast.Ident) {
	object := j.info.Uses[n]
	if object == nil {
		return
	}
	if builtin, is := object.(*types.Builtin); is && (builtin.Name() == "print" || builtin.Name() == "println") {
		j.add(n, reasonPrint, "uses %s", builtin.Name())
	}
	if object.Pkg() == nil || object.Parent() != object.Pkg().Scope() {
		return
	}
	if reason := functionsBanned[object.Pkg().Path()][object.Name()]; reason != "" {
		j.add(n, reason, "uses %s.%s", object.Pkg().Name(), object.Name())
	}
}

// called refuses a method with a pointer receiver on a package variable, which
// takes the variable's address without saying so.
func (j *coreJudge) called(n *ast.CallExpr) {
	selector, is := ast.Unparen(n.Fun).(*ast.SelectorExpr)
	if !is {
		return
	}
	selection := j.info.Selections[selector]
	if selection == nil || selection.Kind() != types.MethodVal {
		return
	}
	receiver := selection.Obj().(*types.Func).Signature().Recv().Type()
	_, wantsPointer := receiver.(*types.Pointer)
	_, hasPointer := selection.Recv().Underlying().(*types.Pointer)
	if wantsPointer && !hasPointer {
		j.written(selector.X, token.ASSIGN)
	}
}

// written refuses a write to a package variable. What hides behind a pointer or
// a slice taken from one is not followed.
func (j *coreJudge) written(e ast.Expr, tok token.Token) {
	if e == nil || tok == token.DEFINE || j.inInit {
		return
	}
	for root := e; ; {
		switch r := root.(type) {
		case *ast.ParenExpr:
			root = r.X
		case *ast.IndexExpr:
			root = r.X
		case *ast.StarExpr:
			root = r.X
		case *ast.SelectorExpr:
			if j.info.Selections[r] == nil { // package.Variable
				root = r.Sel
			} else {
				root = r.X
			}
		case *ast.Ident:
			variable, is := j.info.Uses[r].(*types.Var)
			if is && variable.Pkg() != nil && variable.Parent() == variable.Pkg().Scope() {
				j.add(e, reasonState, "writes to the package variable %s", r.Name)
			}
			return
		default:
			return
		}
	}
}

// place is the file and line where node begins.
func place(positions *token.FileSet, node ast.Node) string {
	at := positions.Position(node.Pos())
	return fmt.Sprintf("%s:%d", at.Filename, at.Line)
}
