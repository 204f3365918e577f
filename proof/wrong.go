package proof

import "fmt"

// Wrong is the first thing that is wrong with a statement, an inclusion or the
// leaves of a tree.
type Wrong struct {
	Code   string // stable machine code
	Detail string // what is wrong, with both numbers where two should agree
}

func (w *Wrong) Error() string { return w.Detail + " [" + w.Code + "]" }

func wrong(code, format string, args ...any) error {
	return &Wrong{Code: code, Detail: fmt.Sprintf(format, args...)}
}
