package journal

import (
	"os"
	"path/filepath"
	"time"
)

// Read visits the records of a directory that a process may have open and write to: all
// that were acknowledged before Read began, in order, and some of those that came
// meanwhile. It takes no lock and changes nothing. What it reads it checks as Check does;
// what a crash left at its end, and snapshots, are the writer's affair. The error is an
// *Error that says where, or that of visit.
func Read(dir string, visit func(Record) error) (Report, error) {
	c := &checker{fs: osFS{}, dir: dir, visit: visit, live: true}
	err := c.log()
	return c.report, err
}

// The writer may be at the place that is read: then it is read again.
const (
	headsTries = 5
	writePause = 20 * time.Millisecond
)

// heads opens the segments of the log.
func (c *checker) heads(logID uint64) (segs, blanks []*segment, err error) {
	for try := 1; ; try++ {
		segs, blanks, err = loadHeads(c.fs, filepath.Join(c.dir, logDir), logID, os.O_RDONLY)
		if err == nil || !c.live || try == headsTries {
			return segs, blanks, err
		}
		time.Sleep(writePause)
	}
}

// growing looks at what follows the last intact record of a segment that somebody may be
// writing to. What looks damaged is, if it still does when that write has ended.
func (c *checker) growing(seg *segment, at int64, index *uint64, visit visitRecord) error {
	for {
		_, broken := examineTail(seg, at, *index)
		if broken == nil {
			return nil
		}
		time.Sleep(writePause)
		further, err := walk(seg, at, *index, seg.head.size, visit)
		if err != nil {
			return err
		}
		if further == at {
			return broken
		}
		at = further
	}
}
