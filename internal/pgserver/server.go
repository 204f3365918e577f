package pgserver

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"net"
	"net/url"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"sort"
	"strconv"
	"syscall"
	"time"
)

// User and Database are those of every server; nobody else is let in.
const (
	User     = "bench"
	Database = "postgres"
)

// ErrMissing: there is no server on this machine.
var ErrMissing = errors.New("PostgreSQL's server is not installed; install Debian's package postgresql")

// startTime is how long a server may take until it answers.
const startTime = 60 * time.Second

// Server is a running server.
type Server struct {
	Dir      string // where its socket is
	bin      string
	settings []string
	process  *exec.Cmd
	said     bytes.Buffer
}

// Start makes a cluster under a directory, which must exist, and starts a server
// with settings like "shared_buffers=1GB".
func Start(ctx context.Context, dir string, settings ...string) (s *Server, err error) {
	found, err := filepath.Glob("/usr/lib/postgresql/*/bin/initdb")
	if err != nil || len(found) == 0 {
		return nil, ErrMissing
	}
	sort.Strings(found)
	s = &Server{Dir: filepath.Join(dir, "postgres"), bin: filepath.Dir(found[len(found)-1]), settings: settings}
	if err := os.Mkdir(s.Dir, 0o700); err != nil {
		return nil, err
	}
	defer func() {
		if err != nil {
			err = errors.Join(err, s.Stop())
		}
	}()
	init := exec.CommandContext(ctx, filepath.Join(s.bin, "initdb"), "-D", s.data(), "-U", User, "-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync")
	if err := s.owned(init); err != nil {
		return s, err
	}
	if out, err := init.CombinedOutput(); err != nil {
		return s, fmt.Errorf("initdb: %w: %s", err, out)
	}
	return s, s.Run(ctx)
}

func (s *Server) data() string { return filepath.Join(s.Dir, "data") }

// Run starts the server again after Kill.
func (s *Server) Run(ctx context.Context) error {
	args := []string{"-D", s.data(), "-k", s.Dir, "-c", "listen_addresses="}
	for _, setting := range s.settings {
		args = append(args, "-c", setting)
	}
	process := exec.Command(filepath.Join(s.bin, "postgres"), args...)
	s.said.Reset()
	process.Stdout, process.Stderr = &s.said, &s.said
	if err := s.owned(process); err != nil {
		return err
	}
	if err := process.Start(); err != nil {
		return err
	}
	s.process = process
	return s.answers(ctx)
}

// answers waits until the server takes connections.
func (s *Server) answers(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, startTime)
	defer cancel()
	for {
		ready := exec.CommandContext(ctx, filepath.Join(s.bin, "pg_isready"), "-h", s.Dir, "-U", User, "-d", Database)
		if ready.Run() == nil {
			return nil
		}
		select {
		case <-ctx.Done():
			return fmt.Errorf("PostgreSQL does not answer: %w", net.ErrClosed)
		case <-time.After(50 * time.Millisecond):
		}
	}
}

// URL leads to the server's database.
func (s *Server) URL() string {
	query := url.Values{"host": {s.Dir}}
	return (&url.URL{Scheme: "postgres", User: url.User(User), Path: "/" + Database, RawQuery: query.Encode()}).String()
}

// owned lets a command run as the user postgres where this one is root, which
// PostgreSQL refuses to run as. The way to the directory is opened for it.
func (s *Server) owned(c *exec.Cmd) error {
	c.Dir = s.Dir
	if os.Geteuid() != 0 {
		return nil
	}
	u, err := user.Lookup("postgres")
	if err != nil {
		return ErrMissing
	}
	uid, err := strconv.ParseUint(u.Uid, 10, 32)
	if err != nil {
		return err
	}
	gid, err := strconv.ParseUint(u.Gid, 10, 32)
	if err != nil {
		return err
	}
	// os.TempDir and what a test makes in it are closed to others one level deep.
	for _, dir := range []string{filepath.Dir(s.Dir), filepath.Dir(filepath.Dir(s.Dir))} {
		info, err := os.Stat(dir)
		if err == nil && info.Mode().Perm()&0o001 == 0 {
			err = os.Chmod(dir, info.Mode().Perm()|0o111)
		}
		if err != nil {
			return err
		}
	}
	c.SysProcAttr = &syscall.SysProcAttr{Credential: &syscall.Credential{Uid: uint32(uid), Gid: uint32(gid)}}
	return os.Chown(s.Dir, int(uid), int(gid))
}

// Kill ends the server at once, as a crash would; what it had not written to its
// log is lost. Run starts it again.
func (s *Server) Kill() error { return s.end(syscall.SIGQUIT) }

// Halt ends the server in an orderly way and keeps what it has. Run starts it again.
func (s *Server) Halt() error { return s.end(syscall.SIGINT) }

// Stop ends the server and removes what it kept.
func (s *Server) Stop() error {
	return errors.Join(s.end(syscall.SIGINT), os.RemoveAll(s.Dir))
}

func (s *Server) end(signal os.Signal) error {
	if s.process == nil {
		return nil
	}
	err := s.process.Process.Signal(signal)
	var exit *exec.ExitError
	if wait := s.process.Wait(); wait != nil && !errors.As(wait, &exit) {
		err = errors.Join(err, wait)
	}
	s.process = nil
	return err
}
