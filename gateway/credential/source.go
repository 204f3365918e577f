package credential

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"os/exec"
	"strings"
	"syscall"
	"time"
)

// Environment reads a variable once: a process's environment does not change
// from outside.
func Environment(name string) (*Credential, error) {
	secret, err := clean("the environment variable "+name, os.Getenv(name))
	if err != nil {
		return nil, err
	}
	return Fixed(secret), nil
}

// File reads a file, and again when it changed. The file must be there from the
// start, so that a wrong path is found then and not at the first call.
func File(path string) (*Credential, error) {
	f := &file{path: path}
	c := &Credential{what: "the file " + path, read: f.read, life: fileLook, now: time.Now}
	_, err := c.Get(context.Background())
	return c, err
}

// file remembers what a file looked like when it was read.
type file struct {
	path string
	last os.FileInfo
}

func (f *file) read(context.Context) (secret string, same bool, err error) {
	info, err := os.Stat(f.path)
	if err == nil && f.last != nil && os.SameFile(info, f.last) && info.ModTime().Equal(f.last.ModTime()) && info.Size() == f.last.Size() {
		return "", true, nil
	}
	if err == nil && info.Size() > SizeMax {
		return "", false, fmt.Errorf("the file %s: %w", f.path, errTooLong)
	}
	var data []byte
	if err == nil {
		data, err = readAtMost(f.path)
	}
	var path *fs.PathError
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return "", false, fmt.Errorf("the file %s does not exist", f.path)
	case errors.Is(err, fs.ErrPermission):
		return "", false, fmt.Errorf("the file %s may not be read by this user", f.path)
	case errors.As(err, &path):
		return "", false, fmt.Errorf("the file %s cannot be read: %w", f.path, path.Err)
	case err != nil:
		return "", false, fmt.Errorf("the file %s cannot be read: %w", f.path, err)
	}
	f.last = info
	return string(data), false, nil
}

func readAtMost(path string) ([]byte, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	return io.ReadAll(io.LimitReader(f, SizeMax+1))
}

// Program is a command that prints a secret.
type Program struct {
	Args    []string      // the program's path or name, and its arguments; no shell reads them
	Dir     string        // where it runs; empty is here
	Timeout time.Duration // zero is TimeoutDefault
	Life    time.Duration // how long its secret is used; zero is LifeDefault
}

// Command runs a program when its secret is needed: at the start, so that a
// mistake is found then, when the secret's life is over, and when an upstream
// refuses it. What it writes on its standard error is not kept.
func Command(p Program) (*Credential, error) {
	if len(p.Args) == 0 {
		return nil, errors.New("the secret's command is empty")
	}
	if p.Timeout <= 0 {
		p.Timeout = TimeoutDefault
	}
	if p.Life <= 0 {
		p.Life = LifeDefault
	}
	c := &Credential{what: "the output of the command " + p.Args[0], read: p.read, life: p.Life, pause: refreshPause, now: time.Now}
	_, err := c.Get(context.Background())
	return c, err
}

func (p Program) read(ctx context.Context) (string, bool, error) {
	ctx, cancel := context.WithTimeout(ctx, p.Timeout)
	defer cancel()
	command := exec.CommandContext(ctx, p.Args[0], p.Args[1:]...)
	command.Dir = p.Dir
	// A group of its own, so that what the command starts ends with it.
	command.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	command.Cancel = func() error { return syscall.Kill(-command.Process.Pid, syscall.SIGKILL) }
	command.WaitDelay = time.Second
	var out limited
	command.Stdout = &out
	err := command.Run()
	switch {
	case ctx.Err() != nil:
		return "", false, fmt.Errorf("the command %s did not end within %s", p.Args[0], p.Timeout)
	case out.over:
		return "", false, fmt.Errorf("the command %s: %w", p.Args[0], errTooLong)
	case errors.Is(err, exec.ErrNotFound) || errors.Is(err, fs.ErrNotExist):
		return "", false, fmt.Errorf("the command %s does not exist", p.Args[0])
	case err != nil:
		return "", false, fmt.Errorf("the command %s ended with %s", p.Args[0], reason(err))
	}
	return out.b.String(), false, nil
}

// reason is how a command ended, without anything it wrote.
func reason(err error) string {
	var exit *exec.ExitError
	if errors.As(err, &exit) {
		return exit.ProcessState.String()
	}
	return err.Error()
}

// limited keeps the beginning of what is written to it.
type limited struct {
	b    strings.Builder
	over bool
}

// Write implements io.Writer.
func (l *limited) Write(p []byte) (int, error) {
	if l.b.Len()+len(p) > SizeMax {
		l.over = true
		return 0, errTooLong
	}
	return l.b.Write(p)
}
