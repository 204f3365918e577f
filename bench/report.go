package bench

import (
	"fmt"
	"io"
	"log/slog"
	"os"
	"runtime"
	"slices"
	"strings"
	"syscall"
	"text/tabwriter"
	"time"
)

// quiet keeps the journal's news out of the report.
var quiet = slog.New(slog.DiscardHandler)

// series holds one value a round.
type series []float64

func (s series) median() float64 {
	if len(s) == 0 {
		return 0
	}
	sorted := slices.Sorted(slices.Values(s))
	return (sorted[(len(sorted)-1)/2] + sorted[len(sorted)/2]) / 2
}

func (s series) best() float64  { return slices.Max(s) }
func (s series) least() float64 { return slices.Min(s) }

// step is one measurement of a round.
type step struct {
	into    *series
	measure func(seed uint64) (float64, error)
}

// alternate runs the steps in turns, round by round, each round with a seed of
// its own. Every other round goes backwards, so that what one step leaves
// behind, such as a snapshot that is due, does not always meet the same next one.
func alternate(rounds int, seed uint64, steps []step) error {
	order := slices.Clone(steps)
	for round := range rounds {
		if round > 0 {
			slices.Reverse(order)
		}
		for _, s := range order {
			value, err := s.measure(seed + uint64(round))
			if err != nil {
				return err
			}
			*s.into = append(*s.into, value)
		}
	}
	return nil
}

// ratio is the median of the rounds' ratios: what disturbs a round disturbs
// both of its sides.
func ratio(a, b series) string {
	var ratios series
	for i := range min(len(a), len(b)) {
		ratios = append(ratios, a[i]/b[i])
	}
	return fmt.Sprintf("%.2f", ratios.median())
}

func perSecond(v float64) string {
	switch {
	case v >= 1e6:
		return fmt.Sprintf("%.2f M/s", v/1e6)
	case v >= 1e4:
		return fmt.Sprintf("%.0f k/s", v/1e3)
	}
	return fmt.Sprintf("%.0f /s", v)
}

func micros(seconds float64) string { return fmt.Sprintf("%.0f us", seconds*1e6) }

// latencies collects times.
type latencies struct {
	all []time.Duration
	sum time.Duration
}

func (l *latencies) add(d time.Duration) {
	l.all = append(l.all, d)
	l.sum += d
}

func (l *latencies) merge(other *latencies) {
	l.all = append(l.all, other.all...)
	l.sum += other.sum
}

// quantile is in seconds; zero without times.
func (l *latencies) quantile(q float64) float64 {
	if len(l.all) == 0 {
		return 0
	}
	slices.Sort(l.all)
	return l.all[min(int(q*float64(len(l.all))), len(l.all)-1)].Seconds()
}

// mean is in seconds; zero without times.
func (l *latencies) mean() float64 {
	return l.sum.Seconds() / float64(max(len(l.all), 1))
}

func (l *latencies) p50() float64 { return l.quantile(.5) }

// table prints aligned columns.
type table struct{ w *tabwriter.Writer }

func newTable(w io.Writer, head ...string) *table {
	t := &table{tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)}
	t.row(head...)
	return t
}

func (t *table) row(cells ...string) {
	fmt.Fprintln(t.w, strings.Join(cells, "\t"))
}

func (t *table) flush() error { return t.w.Flush() }

// Facts prints what a figure depends on.
func Facts(w io.Writer) {
	model := "unknown processor"
	if info, err := os.ReadFile("/proc/cpuinfo"); err == nil {
		for line := range strings.Lines(string(info)) {
			if name, value, ok := strings.Cut(line, ":"); ok && strings.TrimSpace(name) == "model name" {
				model = strings.TrimSpace(value)
				break
			}
		}
	}
	fmt.Fprintf(w, "%s, %d cores, GOMAXPROCS %d, %s %s/%s\n",
		model, runtime.NumCPU(), runtime.GOMAXPROCS(0), runtime.Version(), runtime.GOOS, runtime.GOARCH)
}

func syncData(f *os.File) error { return syscall.Fdatasync(int(f.Fd())) }
