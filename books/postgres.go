package books

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"net/url"
	"regexp"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/stdlib"
)

// SchemaDefault is the PostgreSQL schema of the books when their URL names none.
const SchemaDefault = "aidollar"

const (
	// schemaParameter of a URL names the PostgreSQL schema.
	schemaParameter = "search_path"
	// rebuildSuffix is that of the schema which a rebuild writes to.
	rebuildSuffix = "_rebuild"
	// connectTime is how long a connection may take.
	connectTime = 15 * time.Second
	// lockTime is how long another writer may take to go: a server that was
	// killed may still be known to PostgreSQL for a moment.
	lockTime = 10 * time.Second
	// lockClass sets the books' locks apart from those of other programs.
	lockClass = 0x61696424 // "aid$"
)

// Errors of books in PostgreSQL.
var (
	// ErrLocked: another program writes the books.
	ErrLocked = errors.New("books: another program has them open for writing; stop it, or give this house a schema of its own with ?search_path=NAME")
	// ErrURL: a URL is not one of books.
	ErrURL = errors.New("books: want postgres://USER@HOST[:PORT]/DATABASE[?search_path=SCHEMA]")
	// ErrPassword: the URL has a password, which does not belong into a configuration.
	ErrPassword = errors.New("books: the URL has a password; put it into the environment as PGPASSWORD, or into a file as PGPASSFILE or ?passfile=FILE says")
)

// IsURL reports whether books are in PostgreSQL, rather than in a file.
func IsURL(at string) bool {
	return strings.HasPrefix(at, "postgres://") || strings.HasPrefix(at, "postgresql://")
}

// postgres keeps the books in a schema of a PostgreSQL database.
type postgres struct {
	config *pgx.ConnConfig
	where  string // for people
	schema string
	texts  *texts
}

var schemaName = regexp.MustCompile(`^[a-z_][a-z0-9_]{0,50}$`)

func newPostgres(at string) (*postgres, error) {
	u, err := url.Parse(at)
	if err != nil {
		return nil, ErrURL // what url says of it repeats the URL
	}
	query, err := url.ParseQuery(u.RawQuery)
	if err != nil {
		return nil, ErrURL
	}
	if _, has := u.User.Password(); has || query.Has("password") {
		return nil, ErrPassword
	}
	schema := SchemaDefault
	if query.Has(schemaParameter) {
		schema = query.Get(schemaParameter)
		query.Del(schemaParameter)
		u.RawQuery = query.Encode()
	}
	if !schemaName.MatchString(schema) {
		return nil, fmt.Errorf("%w: the schema %q must be of the letters a to z, digits and _, 51 at most", ErrURL, schema)
	}
	config, err := pgx.ParseConfig(u.String())
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrURL, err)
	}
	if config.ConnectTimeout == 0 {
		config.ConnectTimeout = connectTime
	}
	config.RuntimeParams["application_name"] = "aidollar books"
	config.RuntimeParams["timezone"] = "UTC"
	where := url.URL{Scheme: "postgres", Host: u.Host, Path: u.Path}
	if u.User != nil {
		where.User = url.User(u.User.Username())
	}
	e := &postgres{config: config, where: where.String(), texts: &texts{}}
	return e.in(schema), nil
}

// in is the same database with another schema.
func (e *postgres) in(schema string) *postgres {
	config := e.config.Copy()
	config.RuntimeParams[schemaParameter] = schema
	return &postgres{config: config, where: e.where, schema: schema, texts: &texts{}}
}

func (e *postgres) String() string { return e.where + " schema " + e.schema }

func (e *postgres) snapshot() *sql.TxOptions {
	return &sql.TxOptions{ReadOnly: true, Isolation: sql.LevelRepeatableRead}
}

func (e *postgres) text(query string) string { return e.texts.of(query, postgresText) }

func (e *postgres) beside() engine { return e.in(e.schema + rebuildSuffix) }

// readers never read what an index does not lead to, nor join what they need not
// walk through: a planner that lacks statistics must not guess otherwise.
func (e *postgres) readers() (*sql.DB, error) {
	config := e.config.Copy()
	for _, name := range []string{"jit", "enable_seqscan", "enable_hashjoin", "enable_mergejoin", "enable_material"} {
		config.RuntimeParams[name] = "off"
	}
	config.RuntimeParams["default_transaction_read_only"] = "on"
	return stdlib.OpenDB(*config), nil
}

func (e *postgres) open(ctx context.Context) (link, state, error) {
	conn, err := e.connect(ctx)
	if err != nil {
		return nil, state{}, err
	}
	s, err := e.prepare(ctx, conn)
	if err != nil {
		return nil, state{}, errors.Join(err, conn.Close(ctx))
	}
	return &postgresLink{conn: conn}, s, nil
}

// connect gives a connection that holds the lock of the books' writers. The lock
// goes with the connection.
func (e *postgres) connect(ctx context.Context) (*pgx.Conn, error) {
	conn, err := pgx.ConnectConfig(ctx, e.config.Copy())
	if err != nil {
		return nil, err
	}
	for end := time.Now().Add(lockTime); ; {
		var locked bool
		err := conn.QueryRow(ctx, `SELECT pg_try_advisory_lock($1, hashtext($2))`, int32(lockClass), e.schema).Scan(&locked)
		if err == nil && locked {
			return conn, nil
		}
		if err == nil && time.Now().After(end) {
			err = ErrLocked
		}
		if err != nil {
			return nil, errors.Join(err, conn.Close(ctx))
		}
		time.Sleep(lockTime / 50)
	}
}

// prepare makes the tables of fresh books, or checks those that are there.
func (e *postgres) prepare(ctx context.Context, conn *pgx.Conn) (s state, err error) {
	var encoding string
	if err := conn.QueryRow(ctx, `SHOW server_encoding`).Scan(&encoding); err != nil {
		return s, err
	}
	if encoding != "UTF8" {
		return s, fmt.Errorf("books: the database has encoding %s, it must be UTF8: createdb --encoding UTF8 --template template0", encoding)
	}
	var tables, ours int
	const look = `SELECT count(*), count(*) FILTER (WHERE tablename = 'meta') FROM pg_tables WHERE schemaname = $1`
	if err := conn.QueryRow(ctx, look, e.schema).Scan(&tables, &ours); err != nil {
		return s, err
	}
	switch {
	case tables == 0:
		return s, e.create(ctx, conn)
	case ours == 0:
		return s, ErrForeign
	}
	return readState(func(query string, into ...any) error { return conn.QueryRow(ctx, query).Scan(into...) })
}

func (e *postgres) create(ctx context.Context, conn *pgx.Conn) error {
	return pgx.BeginFunc(ctx, conn, func(tx pgx.Tx) error {
		if _, err := tx.Exec(ctx, `CREATE SCHEMA IF NOT EXISTS `+e.schema); err != nil {
			return err
		}
		if _, err := tx.Exec(ctx, postgresText(schema)); err != nil {
			return err
		}
		_, err := tx.Exec(ctx, postgresText(firstMeta), schemaVersion)
		return err
	})
}

// remove drops the schema, unless somebody writes to it.
func (e *postgres) remove(ctx context.Context) error {
	conn, err := e.connect(ctx)
	if err != nil {
		return err
	}
	_, err = conn.Exec(ctx, `DROP SCHEMA IF EXISTS `+e.schema+` CASCADE`)
	return errors.Join(err, conn.Close(ctx))
}

// replace drops the old schema and names the new one like it, both or neither.
func (e *postgres) replace(ctx context.Context, by engine) error {
	fresh, ok := by.(*postgres)
	if !ok {
		return ErrURL
	}
	conn, err := e.connect(ctx)
	if err != nil {
		return err
	}
	err = pgx.BeginFunc(ctx, conn, func(tx pgx.Tx) error {
		if _, err := tx.Exec(ctx, `DROP SCHEMA IF EXISTS `+e.schema+` CASCADE`); err != nil {
			return err
		}
		_, err := tx.Exec(ctx, `ALTER SCHEMA `+fresh.schema+` RENAME TO `+e.schema)
		return err
	})
	return errors.Join(err, conn.Close(ctx))
}
