package logbench

import (
	"fmt"
	"io"
	"os"
	"runtime"
	"slices"
	"strings"
	"time"

	"golang.org/x/sys/unix"
)

// table prints one size; results are by entrant, then by round.
func table(w io.Writer, size int, results [][]round) {
	fmt.Fprintf(w, "\n%s records\n", bytesText(size))
	fmt.Fprintf(w, "%-20s %9s %6s %9s %6s %9s %12s %9s %6s %9s\n",
		"", "p50 ms", "x", "p99 ms", "x", "max ms", "16: rec/s", "MB/s", "x", "stall ms")
	yard := results[0]
	for i, e := range entrants() {
		rs := results[i]
		of := func(f func(round) float64) float64 { return median(rs, f) }
		ratio := func(f func(round) float64) float64 {
			var xs []float64
			for k := range rs {
				xs = append(xs, f(rs[k])/f(yard[k]))
			}
			return middle(xs)
		}
		p50 := func(r round) float64 { return ms(r.p50) }
		p99 := func(r round) float64 { return ms(r.p99) }
		rate := func(r round) float64 { return r.rate }
		var worst, stall time.Duration
		for _, r := range rs {
			worst, stall = max(worst, r.max), max(stall, r.stall)
		}
		fmt.Fprintf(w, "%-20s %9.3f %6.2f %9.3f %6.2f %9.1f %12.0f %9.1f %6.2f %9.1f\n",
			e.name, of(p50), ratio(p50), of(p99), ratio(p99), ms(worst), of(rate), of(rate)*float64(size)/1e6, ratio(rate), ms(stall))
	}
}

func ms(d time.Duration) float64 { return float64(d) / float64(time.Millisecond) }

func median(rs []round, f func(round) float64) float64 {
	var xs []float64
	for _, r := range rs {
		xs = append(xs, f(r))
	}
	return middle(xs)
}

func middle(xs []float64) float64 {
	slices.Sort(xs)
	return xs[len(xs)/2]
}

func bytesText(n int) string {
	switch {
	case n >= 1<<20 && n%(1<<20) == 0:
		return fmt.Sprintf("%d MiB", n>>20)
	case n >= 1<<10 && n%(1<<10) == 0:
		return fmt.Sprintf("%d KiB", n>>10)
	}
	return fmt.Sprintf("%d B", n)
}

// facts names the machine, as far as the kernel tells.
func facts(w io.Writer, dir string) {
	var uts unix.Utsname
	kernel := "unknown"
	if unix.Uname(&uts) == nil {
		kernel = unix.ByteSliceToString(uts.Release[:])
	}
	var fs unix.Statfs_t
	fsType := "unknown"
	if unix.Statfs(dir, &fs) == nil {
		fsType = fmt.Sprintf("%#x", fs.Type)
		if fs.Type == unix.EXT4_SUPER_MAGIC {
			fsType = "ext4"
		}
	}
	load, _ := os.ReadFile("/proc/loadavg")
	fmt.Fprintf(w, "machine: %s, %d cores, linux %s, file system %s, %s, load %s\n",
		cpuName(), runtime.NumCPU(), kernel, fsType, runtime.Version(), strings.TrimSpace(string(load)))
}

func cpuName() string {
	b, _ := os.ReadFile("/proc/cpuinfo")
	for line := range strings.Lines(string(b)) {
		if name, ok := strings.CutPrefix(line, "model name"); ok {
			return strings.TrimSpace(strings.TrimLeft(name, " \t:"))
		}
	}
	return runtime.GOARCH
}
