package bench

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"sort"
	"strconv"
	"sync"
	"sync/atomic"
	"syscall"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
)

// postgres is a cluster of Debian's PostgreSQL in a directory of its own,
// reached over a socket in that directory.
type postgres struct {
	dir    string
	server *exec.Cmd
	pool   *pgxpool.Pool
}

// The yardstick: what an application does that keeps a ledger in PostgreSQL. The
// rows are locked in one order, so that no deadlock slows it down.
const postgresSchema = `
create table accounts (id bigint primary key, debits numeric(39) not null default 0, credits numeric(39) not null default 0);
create table transfers (id uuid primary key, debit bigint not null, credit bigint not null, amount numeric(39) not null, at timestamptz not null default now());
create function transfer(tid uuid, d bigint, c bigint, a numeric) returns void language plpgsql as $$
begin
	insert into transfers (id, debit, credit, amount) values (tid, d, c, a);
	if d < c then
		update accounts set debits = debits + a where id = d;
		update accounts set credits = credits + a where id = c;
	else
		update accounts set credits = credits + a where id = c;
		update accounts set debits = debits + a where id = d;
	end if;
end $$;`

// startPostgres makes a cluster with synchronous commits and fills its accounts.
func startPostgres(ctx context.Context, dir string, accounts, clients int) (p *postgres, err error) {
	bin, err := postgresBin()
	if err != nil {
		return nil, err
	}
	p = &postgres{dir: filepath.Join(dir, "postgres")}
	defer func() {
		if err != nil {
			err = errors.Join(err, p.stop())
		}
	}()
	if err := os.Mkdir(p.dir, 0o700); err != nil {
		return p, err
	}
	as, err := p.owner()
	if err != nil {
		return p, err
	}
	data := filepath.Join(p.dir, "data")
	if out, err := as(exec.CommandContext(ctx, filepath.Join(bin, "initdb"), "-D", data, "-U", "bench", "-A", "trust")).CombinedOutput(); err != nil {
		return p, fmt.Errorf("initdb: %w: %s", err, out)
	}
	p.server = as(exec.Command(filepath.Join(bin, "postgres"), "-D", data, "-k", p.dir, "-c", "listen_addresses=",
		"-c", "shared_buffers=1GB", "-c", "synchronous_commit=on", "-c", "fsync=on", "-c", "max_connections="+strconv.Itoa(clients+8)))
	if err := p.server.Start(); err != nil {
		return p, err
	}
	if p.pool, err = p.connect(ctx, clients); err != nil {
		return p, err
	}
	if _, err := p.pool.Exec(ctx, postgresSchema); err != nil {
		return p, err
	}
	_, err = p.pool.Exec(ctx, "insert into accounts (id) select generate_series(0, $1::bigint - 1)", accounts)
	return p, err
}

// postgresBin finds the newest server that Debian has installed.
func postgresBin() (string, error) {
	found, err := filepath.Glob("/usr/lib/postgresql/*/bin/initdb")
	if err != nil || len(found) == 0 {
		return "", errors.New("PostgreSQL's server is not installed; Debian's package is postgresql")
	}
	sort.Strings(found)
	return filepath.Dir(found[len(found)-1]), nil
}

// owner lets commands run as the user postgres where this one is root, which
// PostgreSQL refuses to run as.
func (p *postgres) owner() (func(*exec.Cmd) *exec.Cmd, error) {
	if os.Geteuid() != 0 {
		return func(c *exec.Cmd) *exec.Cmd { return c }, nil
	}
	u, err := user.Lookup("postgres")
	if err != nil {
		return nil, err
	}
	uid, err := strconv.ParseUint(u.Uid, 10, 32)
	if err != nil {
		return nil, err
	}
	gid, err := strconv.ParseUint(u.Gid, 10, 32)
	if err != nil {
		return nil, err
	}
	if err := errors.Join(os.Chown(p.dir, int(uid), int(gid)), os.Chmod(filepath.Dir(p.dir), 0o711)); err != nil {
		return nil, err
	}
	return func(c *exec.Cmd) *exec.Cmd {
		c.Dir = p.dir
		c.SysProcAttr = &syscall.SysProcAttr{Credential: &syscall.Credential{Uid: uint32(uid), Gid: uint32(gid)}}
		return c
	}, nil
}

func (p *postgres) connect(ctx context.Context, clients int) (*pgxpool.Pool, error) {
	config, err := pgxpool.ParseConfig(fmt.Sprintf("host=%s user=bench dbname=postgres pool_max_conns=%d", p.dir, clients))
	if err != nil {
		return nil, err
	}
	pool, err := pgxpool.NewWithConfig(ctx, config)
	if err != nil {
		return nil, err
	}
	for range 100 {
		if err = pool.Ping(ctx); err == nil {
			return pool, nil
		}
		time.Sleep(100 * time.Millisecond)
	}
	pool.Close()
	return nil, fmt.Errorf("PostgreSQL does not answer: %w", err)
}

// rate counts transfers a second between random accounts, each its own
// transaction, by clients at once for a while.
func (p *postgres) rate(ctx context.Context, accounts, clients int, seed uint64, span time.Duration) (float64, error) {
	var done atomic.Uint64
	var failure atomic.Pointer[error]
	var all sync.WaitGroup
	begin := time.Now()
	for client := range clients {
		all.Go(func() {
			random := rand.New(rand.NewPCG(seed, uint64(client)))
			err := p.pool.AcquireFunc(ctx, func(c *pgxpool.Conn) error {
				for time.Since(begin) < span {
					if err := transferOnce(ctx, c.Conn(), random, accounts); err != nil {
						return err
					}
					done.Add(1)
				}
				return nil
			})
			if err != nil {
				failure.Store(&err)
			}
		})
	}
	all.Wait()
	if err := failure.Load(); err != nil {
		return 0, *err
	}
	return float64(done.Load()) / time.Since(begin).Seconds(), nil
}

func transferOnce(ctx context.Context, c *pgx.Conn, random *rand.Rand, accounts int) error {
	debit, credit := random.IntN(accounts), random.IntN(accounts-1)
	if credit >= debit {
		credit++
	}
	var id [16]byte
	for i := range id {
		id[i] = byte(random.Uint32())
	}
	_, err := c.Exec(ctx, "select transfer($1, $2, $3, $4)", id, debit, credit, 1+random.IntN(1000))
	return err
}

// stop ends the server and removes what it kept.
func (p *postgres) stop() error {
	if p.pool != nil {
		p.pool.Close()
	}
	var errs []error
	if p.server != nil && p.server.Process != nil {
		errs = append(errs, p.server.Process.Signal(syscall.SIGINT))
		errs = append(errs, p.server.Wait())
	}
	return errors.Join(append(errs, os.RemoveAll(p.dir))...)
}
