package bench

import (
	"context"
	"errors"
	"math/rand/v2"
	"strconv"
	"sync"
	"sync/atomic"
	"time"

	"aidollar/internal/pgserver"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
)

// postgres is a server in a directory of its own.
type postgres struct {
	server *pgserver.Server
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
	p = &postgres{}
	defer func() {
		if err != nil {
			err = errors.Join(err, p.stop())
		}
	}()
	p.server, err = pgserver.Start(ctx, dir, "shared_buffers=1GB", "synchronous_commit=on", "fsync=on", "max_connections="+strconv.Itoa(clients+8))
	if err != nil {
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

func (p *postgres) connect(ctx context.Context, clients int) (*pgxpool.Pool, error) {
	config, err := pgxpool.ParseConfig(p.server.URL())
	if err != nil {
		return nil, err
	}
	config.MaxConns = int32(clients)
	return pgxpool.NewWithConfig(ctx, config)
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
	if p.server == nil {
		return nil
	}
	return p.server.Stop()
}
