package books

import (
	"bytes"
	"context"
	"database/sql/driver"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"
)

// writeTime is how long a transaction may take before the books give PostgreSQL up.
const writeTime = 60 * time.Second

// postgresLink is a connection to PostgreSQL. Rows wait in memory until the
// transaction ends or something is asked, and go over together.
type postgresLink struct {
	conn  *pgx.Conn
	bulks []*postgresBulk
	queue pgx.Batch
}

func (l *postgresLink) wrap(f func(ctx context.Context) error) error {
	ctx, cancel := context.WithTimeout(context.Background(), writeTime)
	defer cancel()
	return f(ctx)
}

func (l *postgresLink) begin(ctx context.Context, durable bool) error {
	text := `BEGIN; SET LOCAL synchronous_commit TO off`
	if durable {
		// The commit waits for the disk, which takes the log of all before as well.
		text = `BEGIN; SET LOCAL synchronous_commit TO on`
	}
	return l.conn.PgConn().Exec(ctx, text).Close()
}

var errCommit = errors.New("PostgreSQL rolled the transaction back")

func (l *postgresLink) commit(ctx context.Context) error {
	if err := l.flush(ctx); err != nil {
		return err
	}
	tag, err := l.conn.Exec(ctx, `COMMIT`)
	if err == nil && tag.String() != "COMMIT" {
		err = errCommit
	}
	return err
}

// rollback forgets what was not sent. Where the connection is gone, so is the
// transaction.
func (l *postgresLink) rollback(ctx context.Context) {
	l.queue = pgx.Batch{}
	for _, b := range l.bulks {
		b.clear()
	}
	_, _ = l.conn.Exec(ctx, `ROLLBACK`)
}

func (l *postgresLink) lost() bool { return l.conn.IsClosed() }

func (l *postgresLink) close() error {
	ctx, cancel := context.WithTimeout(context.Background(), connectTime)
	defer cancel()
	return l.conn.Close(ctx)
}

// flush sends what waits.
func (l *postgresLink) flush(ctx context.Context) error {
	if l.queue.Len() > 0 {
		queue := l.queue
		l.queue = pgx.Batch{}
		if err := l.conn.SendBatch(ctx, &queue).Close(); err != nil {
			return err
		}
	}
	for _, b := range l.bulks {
		if err := b.flush(ctx); err != nil {
			return fmt.Errorf("%s: %w", b.bulk.table, err)
		}
	}
	return nil
}

func (l *postgresLink) prepare(ctx context.Context, o order) (backend, error) {
	if o.bulk.table == "" {
		return &postgresStatement{l, postgresText(o.text)}, nil
	}
	b := &postgresBulk{link: l, bulk: o.bulk}
	into := o.bulk.table
	if o.bulk.apply != "" {
		into = fmt.Sprint(o.bulk.table, "_fresh", len(l.bulks))
		staging := `CREATE TEMP TABLE ` + into + ` ON COMMIT DELETE ROWS AS SELECT ` + o.bulk.columns + ` FROM ` + o.bulk.table + ` WITH NO DATA`
		if _, err := l.conn.Exec(ctx, staging); err != nil {
			return nil, err
		}
		b.apply = `WITH fresh AS (DELETE FROM ` + into + ` RETURNING *) ` + postgresText(o.bulk.apply)
	}
	b.copy = `COPY ` + into + ` (` + o.bulk.columns + `) FROM STDIN BINARY`
	b.clear()
	l.bulks = append(l.bulks, b)
	return b, nil
}

// postgresStatement is run for each row. What changes something waits in the
// queue; what asks sends everything first.
type postgresStatement struct {
	link *postgresLink
	text string
}

func values(args []driver.NamedValue) []any {
	list := make([]any, len(args))
	for i, a := range args {
		if blob, ok := a.Value.([]byte); ok {
			list[i] = slices.Clone(blob)
		} else {
			list[i] = a.Value
		}
	}
	return list
}

func (s *postgresStatement) exec(ctx context.Context, args []driver.NamedValue) (int64, error) {
	s.link.queue.Queue(s.text, values(args)...)
	return 1, nil
}

func (s *postgresStatement) row(ctx context.Context, args []driver.NamedValue, into []driver.Value) error {
	if err := s.link.flush(ctx); err != nil {
		return err
	}
	rows, err := s.link.conn.Query(ctx, s.text, values(args)...)
	if err != nil {
		return err
	}
	defer rows.Close()
	if !rows.Next() {
		if err := rows.Err(); err != nil {
			return err
		}
		return io.EOF
	}
	list, err := rows.Values()
	if err != nil {
		return err
	}
	for i := range into {
		into[i] = list[i]
	}
	rows.Close()
	return rows.Err()
}

func (s *postgresStatement) close() error { return nil }

// postgresBulk gathers rows in the binary format of COPY: a header, then each
// row as the number of its fields and each field behind its size.
type postgresBulk struct {
	link  *postgresLink
	bulk  bulk
	copy  string
	apply string
	rows  int64
	bytes []byte
}

const copyHeader = "PGCOPY\n\xff\r\n\x00" + "\x00\x00\x00\x00" + "\x00\x00\x00\x00"

func (b *postgresBulk) clear() {
	b.rows, b.bytes = 0, append(b.bytes[:0], copyHeader...)
}

var errValue = errors.New("a value is of a type that the books do not write")

func (b *postgresBulk) exec(_ context.Context, args []driver.NamedValue) (int64, error) {
	b.bytes = binary.BigEndian.AppendUint16(b.bytes, uint16(len(args)))
	for _, a := range args {
		switch v := a.Value.(type) {
		case nil:
			b.bytes = append(b.bytes, 0xff, 0xff, 0xff, 0xff)
		case int64:
			b.bytes = binary.BigEndian.AppendUint64(append(b.bytes, 0, 0, 0, 8), uint64(v))
		case []byte:
			b.bytes = append(binary.BigEndian.AppendUint32(b.bytes, uint32(len(v))), v...)
		case string:
			b.bytes = append(binary.BigEndian.AppendUint32(b.bytes, uint32(len(v))), v...)
		default:
			return 0, errValue
		}
	}
	b.rows++
	return 1, nil
}

var errStaged = errors.New("not every row that was to be changed is there")

func (b *postgresBulk) flush(ctx context.Context) error {
	if b.rows == 0 {
		return nil
	}
	b.bytes = append(b.bytes, 0xff, 0xff)
	rows := b.rows
	_, err := b.link.conn.PgConn().CopyFrom(ctx, bytes.NewReader(b.bytes), b.copy)
	b.clear()
	if err != nil || b.apply == "" {
		return err
	}
	tag, err := b.link.conn.Exec(ctx, b.apply)
	if err == nil && tag.RowsAffected() != rows {
		err = errStaged
	}
	return err
}

func (b *postgresBulk) row(context.Context, []driver.NamedValue, []driver.Value) error {
	return errValue // it writes, and is never asked
}

func (b *postgresBulk) close() error { return nil }
