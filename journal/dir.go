package journal

import (
	"crypto/rand"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"golang.org/x/sys/unix"
)

const (
	lockName     = "LOCK"
	formatName   = "FORMAT"
	formatText   = "aidollar journal 1\nlog %016x\n"
	formatKind   = "aidollar journal "
	logDir       = "log"
	snapshotsDir = "snapshots"
)

// lockDir takes the directory for this process, or for reading along with
// other readers. The lock ends with the process, however it ends.
func lockDir(dir string, shared bool) (*os.File, error) {
	path := filepath.Join(dir, lockName)
	flag, how := os.O_RDWR|os.O_CREATE, unix.LOCK_EX
	if shared {
		flag, how = os.O_RDONLY, unix.LOCK_SH
	}
	f, err := os.OpenFile(path, flag, 0o600)
	if err != nil {
		if shared && errors.Is(err, fs.ErrNotExist) {
			return nil, nil // a copy without its lock file
		}
		return nil, ioFailure(err, path, "the lock file cannot be opened")
	}
	if err := unix.Flock(int(f.Fd()), how|unix.LOCK_NB); err != nil {
		holder, _ := io.ReadAll(io.LimitReader(f, 32))
		f.Close()
		if errors.Is(err, unix.EWOULDBLOCK) {
			e := failure(CodeLocked, "the directory %s is in use by another process%s; stop that one first, or use another directory",
				dir, holderText(holder))
			e.File = path
			return nil, e
		}
		return nil, ioFailure(err, path, "the directory cannot be locked")
	}
	if !shared {
		if err := f.Truncate(0); err == nil {
			_, _ = fmt.Fprintf(f, "%d\n", os.Getpid()) // only a help for people
		}
	}
	return f, nil
}

func holderText(pid []byte) string {
	if s := strings.TrimSpace(string(pid)); s != "" {
		return " (process " + s + ")"
	}
	return ""
}

// openFormat reads what the directory is, and makes it a journal if it is new.
// It gives the random number that marks this log's records.
func openFormat(fsys FS, dir string) (logID uint64, err error) {
	logID, err = readFormat(fsys, dir)
	if !errors.Is(err, fs.ErrNotExist) {
		return logID, err
	}
	if names, _ := fsys.List(filepath.Join(dir, logDir)); len(names) > 0 {
		return 0, formatFailure(dir, "the directory holds a log but no FORMAT file; put the file back from a backup")
	}
	var b [8]byte
	if _, err := rand.Read(b[:]); err != nil {
		return 0, ioFailure(err, dir, "no random number for the new log")
	}
	logID = binary.LittleEndian.Uint64(b[:])
	for _, sub := range []string{logDir, snapshotsDir} {
		if err := fsys.MkdirAll(filepath.Join(dir, sub)); err != nil {
			return 0, ioFailure(err, filepath.Join(dir, sub), "the directory cannot be created")
		}
	}
	return logID, replaceFile(fsys, dir, formatName, fmt.Appendf(nil, formatText, logID))
}

func readFormat(fsys FS, dir string) (logID uint64, err error) {
	path := filepath.Join(dir, formatName)
	b, err := readFile(fsys, path)
	if errors.Is(err, fs.ErrNotExist) {
		return 0, err
	}
	if err != nil {
		return 0, ioFailure(err, path, "the FORMAT file cannot be read")
	}
	text := string(b)
	if n, err := fmt.Sscanf(text, formatText, &logID); err == nil && n == 1 && text == fmt.Sprintf(formatText, logID) {
		return logID, nil
	}
	if strings.HasPrefix(text, formatKind) {
		return 0, formatFailure(dir, "the directory is a journal of another version; this program reads version 1")
	}
	return 0, formatFailure(dir, "the FORMAT file is not that of a journal; this is another program's directory or a damaged one")
}

func formatFailure(dir, message string) error {
	e := failure(CodeFormat, "%s", message)
	e.File = filepath.Join(dir, formatName)
	return e
}
