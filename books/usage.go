package books

import (
	"bytes"
	"context"
	"database/sql"
	"encoding/base64"
	"encoding/binary"
	"errors"
	"fmt"
	"hash/fnv"
	"sort"
	"time"

	"aidollar/core/ledger"
)

// Dimensions are what usage is grouped by.
type Dimensions uint16

// The dimensions. Hours are of UTC, days and months of the query's zone. What
// is not grouped by is added up, assets apart.
const (
	BySeller Dimensions = 1 << iota
	ByBuyer
	ByKey
	ByProject
	ByModel
	ByRegion
	ByUpstream
	ByService
	ByHour
	ByDay
	ByMonth
)

// UsageQuery asks what was used; a filter that is zero does not matter.
type UsageQuery struct {
	By Dimensions // ByHour, ByDay and ByMonth exclude each other

	Seller, Buyer, Key, Project      ledger.ID
	Asset                            ledger.AssetID
	Model, Region, Upstream, Service string

	// Span is of the ends of calls, and of the events of pushed usage. It is
	// widened to whole hours.
	Span Span
	// Zone is that of days and months; nil is UTC. Where its offset is no whole
	// number of hours, an hour counts for the day in which it begins.
	Zone *time.Location
}

// UsageRow is what was used under the dimensions of its query; those that were
// not asked for are zero.
type UsageRow struct {
	Start                            int64 // of the hour, day or month, Unix nanoseconds
	Seller, Buyer, Key, Project      ledger.ID
	Asset                            ledger.AssetID
	Model, Region, Upstream, Service string
	Used
}

// UsagePage is a part of an answer, the newest first. Next continues it; empty
// at its end.
type UsagePage struct {
	Rows  []UsageRow
	Total map[ledger.AssetID]Used // of the whole answer, not of this page
	Span  Span                    // that was added up, in whole hours
	Next  string
}

// Errors of usage.
var (
	ErrDimensions = errors.New("books: usage is grouped by hours, days or months, one of them")
	ErrSpan       = errors.New("books: the span is longer than 3660 days, or ends before it begins; ask for less")
)

// spanDaysMax bounds the span of a query for usage.
const spanDaysMax = 3660

// Usage adds up what was used, to the unit. It reads the rows of hours and days,
// never those of calls.
func (b *Books) Usage(ctx context.Context, q UsageQuery, cursor string, limit int) (page UsagePage, err error) {
	limit = limited(limit)
	if t := q.By & (ByHour | ByDay | ByMonth); t&(t-1) != 0 {
		return page, ErrDimensions
	}
	if q.Zone == nil {
		q.Zone = time.UTC
	}
	q.Model, q.Region, q.Upstream, q.Service = clean(q.Model), clean(q.Region), clean(q.Upstream), clean(q.Service)
	after, err := q.place(cursor)
	if err != nil {
		return page, err
	}
	sum := newUsageSum(&q, b)
	if err := b.view(ctx, func(tx querier) error { return sum.read(ctx, tx) }); err != nil {
		return page, err
	}
	page.Span, page.Total = sum.span, map[ledger.AssetID]Used{}
	for _, row := range sum.groups {
		total := page.Total[row.Asset]
		total.add(&row.Used)
		page.Total[row.Asset] = total
		if row.key() > after {
			page.Rows = append(page.Rows, *row)
		}
	}
	sort.Slice(page.Rows, func(i, j int) bool { return page.Rows[i].key() < page.Rows[j].key() })
	if len(page.Rows) > limit {
		page.Rows = page.Rows[:limit]
		page.Next = q.cursor(page.Rows[limit-1].key())
	}
	return page, nil
}

// key sorts rows: the newest first, then by the dimensions.
func (r *UsageRow) key() string {
	b := binary.BigEndian.AppendUint64(make([]byte, 0, 128), ^uint64(r.Start)^1<<63)
	for _, id := range [...]ledger.ID{r.Seller, r.Buyer, r.Key, r.Project} {
		b = append(b, idBlob(id)...)
	}
	b = binary.BigEndian.AppendUint32(b, uint32(r.Asset))
	for _, text := range [...]string{r.Model, r.Region, r.Upstream, r.Service} {
		b = append(append(b, text...), 0)
	}
	return string(b)
}

// mark names the query in its cursors.
func (q *UsageQuery) mark() uint32 {
	h := fnv.New64a()
	_, _ = fmt.Fprintf(h, "%q %q %q %q %s", q.Model, q.Region, q.Upstream, q.Service, q.Zone) // a hash takes everything
	return query("usage", uint64(q.By), q.Seller.Hi, q.Seller.Lo, q.Buyer.Hi, q.Buyer.Lo, q.Key.Hi, q.Key.Lo, q.Project.Hi, q.Project.Lo,
		uint64(q.Asset), uint64(q.Span.From), uint64(q.Span.To), h.Sum64())
}

func (q *UsageQuery) cursor(key string) string {
	return base64.RawURLEncoding.EncodeToString(append(binary.BigEndian.AppendUint32(nil, q.mark()), key...))
}

// place is the key of the last row before a cursor.
func (q *UsageQuery) place(cursor string) (string, error) {
	if cursor == "" {
		return "", nil
	}
	b, err := base64.RawURLEncoding.DecodeString(cursor)
	if err != nil || len(b) < 5 || binary.BigEndian.Uint32(b) != q.mark() {
		return "", ErrCursor
	}
	return string(b[4:]), nil
}

// usageGroup is what entries are added up under; name numbers the values of the
// dimensions but time.
type usageGroup struct {
	start int64
	name  int32
}

// usageName is where the entries of a facet go: nowhere when it is not wanted.
type usageName struct {
	known  bool
	wanted bool
	number int32
}

// usageSum adds entries up.
type usageSum struct {
	query  *UsageQuery
	books  *Books
	span   Span
	groups map[usageGroup]*UsageRow
	starts map[int64][]*UsageRow // by start and number of name
	names  []usageName           // by facet
	rows   []UsageRow            // by number of name, without a time
	byName map[facet]int32       // by what the dimensions leave of a facet
	bucket usageBucket
}

func newUsageSum(q *UsageQuery, b *Books) *usageSum {
	return &usageSum{query: q, books: b, groups: map[usageGroup]*UsageRow{}, starts: map[int64][]*UsageRow{}, byName: map[facet]int32{}}
}

func (s *usageSum) read(ctx context.Context, q querier) error {
	var folded, facets int64
	if err := q.QueryRowContext(ctx, `SELECT folded, facet FROM meta`).Scan(&folded, &facets); err != nil {
		return err
	}
	s.names = make([]usageName, facets+1)
	// The first and the last hour there is bound a span that is open.
	const ends = `SELECT (SELECT bucket FROM usage WHERE grain = 0 AND view = 3 ORDER BY bucket LIMIT 1),
		(SELECT bucket FROM usage WHERE grain = 0 AND view = 3 ORDER BY bucket DESC LIMIT 1)`
	var low, high sql.NullInt64
	if err := q.QueryRowContext(ctx, ends).Scan(&low, &high); err != nil {
		return err
	}
	first, end := low.Int64, high.Int64+1
	if s.query.Span.From != 0 {
		first = hourOf(s.query.Span.From)
	}
	if s.query.Span.To != 0 {
		end = hourOf(s.query.Span.To + hourNanos - 1)
	}
	s.span = Span{first * hourNanos, end * hourNanos}
	if !low.Valid {
		return nil
	}
	if end-first > spanDaysMax*dayHours || s.query.Span.From != 0 && s.query.Span.To != 0 && s.query.Span.To < s.query.Span.From {
		return ErrSpan
	}
	first, end = max(first, low.Int64), min(end, high.Int64+1)
	for _, r := range s.query.ranges(first, end, folded) {
		if err := s.readRange(ctx, q, r); err != nil {
			return err
		}
	}
	return nil
}

// usageRange are the rows of one grain in a span, its end exclusive.
type usageRange struct{ grain, from, to int64 }

// ranges covers the hours from first to end with as few rows as can be: those of
// whole days have the hours of them that are folded.
func (q *UsageQuery) ranges(first, end, folded int64) (list []usageRange) {
	from, to, rest := dayOf(first+dayHours-1), dayOf(end), dayOf(end)*dayHours
	if end >= folded {
		// The last day that has rows may have only its first hours in them.
		to, rest = dayOf(folded+dayHours-1), folded
	}
	days := q.By&ByHour == 0 && (q.By&(ByDay|ByMonth) == 0 || q.Zone == time.UTC)
	if !days || from >= to {
		return []usageRange{{grainHour, first, end}}
	}
	list = append(list, usageRange{grainDay, from, to})
	if first < from*dayHours {
		list = append(list, usageRange{grainHour, first, from * dayHours})
	}
	if rest < end {
		list = append(list, usageRange{grainHour, rest, end})
	}
	return list
}

// The rows of a range: of one owner, a bucket at a time, and of all.
const (
	usageOfOwner = `WITH RECURSIVE buckets (bucket) AS (SELECT CAST(?3 AS INTEGER) UNION ALL SELECT bucket + 1 FROM buckets WHERE bucket + 1 < CAST(?4 AS INTEGER))
		SELECT u.bucket, u.data FROM buckets b CROSS JOIN usage u WHERE u.grain = ?1 AND u.view = ?2 AND u.bucket = b.bucket AND u.owner = ?5`
	usageOfAll = `SELECT bucket, data FROM usage WHERE grain = ?1 AND view = ?2 AND bucket >= ?3 AND bucket < ?4`
)

func (s *usageSum) readRange(ctx context.Context, q querier, r usageRange) error {
	if r.from >= r.to {
		return nil
	}
	text, args := usageOfAll, []any{r.grain, s.query.view(r.grain), r.from, r.to}
	if owner := s.query.owner(); !owner.IsZero() {
		text, args = usageOfOwner, append(args, idBlob(owner))
	}
	rows, err := q.QueryContext(ctx, text, args...)
	if err != nil {
		return err
	}
	defer rows.Close()
	// Names of facets are read on the same connection, which takes one query at a
	// time; so entries of those that are not in mind wait for the last row.
	var left []usageLeft
	var row sql.RawBytes
	for rows.Next() {
		var bucket int64
		if err := rows.Scan(&bucket, &row); err != nil {
			return err
		}
		start := s.start(r.grain, bucket)
		rest, err := s.addRow(start, row)
		if err != nil {
			return err
		}
		if len(rest) > 0 {
			left = append(left, usageLeft{start, bytes.Clone(rest)})
		}
	}
	if err := errors.Join(rows.Err(), rows.Close()); err != nil {
		return err
	}
	for _, l := range left {
		if err := s.addLeft(ctx, q, l); err != nil {
			return err
		}
	}
	return nil
}

// usageLeft is the rest of a row, from a facet on that was not in mind.
type usageLeft struct {
	start int64
	data  []byte
}

func (s *usageSum) addLeft(ctx context.Context, q querier, l usageLeft) error {
	for len(l.data) > 0 {
		number, _, _, err := cutEntry(l.data)
		if err == nil {
			_, err = s.books.facets.facet(ctx, q, number)
		}
		if err != nil {
			return err
		}
		if l.data, err = s.addRow(l.start, l.data); err != nil {
			return err
		}
	}
	return nil
}

// view is the one with the least entries that can tell.
func (q *UsageQuery) view(grain int64) int64 {
	buyers := q.By&(ByBuyer|ByKey|ByProject) != 0 || !q.Buyer.IsZero() || !q.Key.IsZero() || !q.Project.IsZero()
	details := q.By&(ByModel|ByRegion|ByUpstream|ByService) != 0 || q.Model != "" || q.Region != "" || q.Upstream != "" || q.Service != ""
	switch {
	case buyers && (details || grain == grainHour):
		return viewBuyer
	case buyers:
		return viewKey
	case details:
		return viewSeller
	}
	return viewTotal
}

// owner is the one whose rows have all that is wanted; zero when they are of many.
func (q *UsageQuery) owner() ledger.ID {
	if v := q.view(grainHour); v == viewBuyer {
		return q.Buyer
	}
	return q.Seller
}

// start is that of the query for a bucket, which many rows share.
func (s *usageSum) start(grain, bucket int64) int64 {
	if s.bucket.grain != grain || s.bucket.number != bucket || !s.bucket.known {
		s.bucket = usageBucket{true, grain, bucket, s.query.start(grain, bucket)}
	}
	return s.bucket.start
}

// usageBucket is the bucket whose start was asked for last.
type usageBucket struct {
	known                bool
	grain, number, start int64
}

// start is the beginning of what a bucket is a part of.
func (q *UsageQuery) start(grain, bucket int64) int64 {
	if grain == grainDay {
		bucket *= dayHours
	}
	at := time.Unix(0, bucket*hourNanos).In(q.Zone)
	switch {
	case q.By&ByHour != 0:
		return at.UnixNano()
	case q.By&ByDay != 0:
		return time.Date(at.Year(), at.Month(), at.Day(), 0, 0, 0, 0, q.Zone).UnixNano()
	case q.By&ByMonth != 0:
		return time.Date(at.Year(), at.Month(), 1, 0, 0, 0, 0, q.Zone).UnixNano()
	}
	return 0
}

// addRow adds the entries of a row up to the first whose facet is not in mind,
// and gives the rest from there.
func (s *usageSum) addRow(start int64, data []byte) (rest []byte, err error) {
	groups := s.starts[start]
	for len(data) > 0 {
		facet, body, after, err := cutEntry(data)
		if err != nil {
			return nil, err
		}
		for int(facet) >= len(s.names) {
			s.names = append(s.names, make([]usageName, int(facet)+1-len(s.names)+facetBlock)...)
		}
		name := s.names[facet]
		if !name.known {
			if name = s.name(facet); !name.known {
				return data, nil
			}
			s.names[facet] = name
		}
		if data = after; !name.wanted {
			continue
		}
		for int(name.number) >= len(groups) {
			groups = append(groups, nil)
		}
		if groups[name.number] == nil {
			groups[name.number] = s.row(usageGroup{start, name.number})
			s.starts[start] = groups
		}
		if err := groups[name.number].decode(body); err != nil {
			return nil, err
		}
	}
	return nil, nil
}

func (s *usageSum) row(g usageGroup) *UsageRow {
	row := s.groups[g]
	if row == nil {
		fresh := s.rows[g.name]
		fresh.Start = g.start
		row = &fresh
		s.groups[g] = row
	}
	return row
}

func (s *usageSum) add(g usageGroup, u *Used) { s.row(g).Used.add(u) }

// group numbers the values that a facet has for the dimensions.
func (s *usageSum) group(f *facet) int32 {
	seen := f.by(s.query.By)
	i, ok := s.byName[seen]
	if !ok {
		i = int32(len(s.rows))
		s.rows = append(s.rows, UsageRow{
			Seller: seen.seller, Buyer: seen.buyer, Key: seen.key, Project: seen.project, Asset: seen.asset,
			Model: seen.model, Region: seen.region, Upstream: seen.upstream, Service: seen.service,
		})
		s.byName[seen] = i
	}
	return i
}

// name tells where the entries of a facet go, if it is in mind.
func (s *usageSum) name(number uint32) (n usageName) {
	f, known := s.books.facets.known(number)
	if !known {
		return n
	}
	n.known = true
	if s.query.wants(f) {
		n.wanted, n.number = true, s.group(f)
	}
	return n
}

// by leaves what the dimensions tell apart. Queries over everybody ask it of each
// of very many facets, so it is no loop.
func (f *facet) by(d Dimensions) facet {
	out := facet{asset: f.asset}
	if d&BySeller != 0 {
		out.seller = f.seller
	}
	if d&ByBuyer != 0 {
		out.buyer = f.buyer
	}
	if d&ByKey != 0 {
		out.key = f.key
	}
	if d&ByProject != 0 {
		out.project = f.project
	}
	if d&ByModel != 0 {
		out.model = f.model
	}
	if d&ByRegion != 0 {
		out.region = f.region
	}
	if d&ByUpstream != 0 {
		out.upstream = f.upstream
	}
	if d&ByService != 0 {
		out.service = f.service
	}
	return out
}

// wants reports whether the filters let a facet through.
func (q *UsageQuery) wants(f *facet) bool {
	return (q.Seller.IsZero() || q.Seller == f.seller) && (q.Buyer.IsZero() || q.Buyer == f.buyer) &&
		(q.Key.IsZero() || q.Key == f.key) && (q.Project.IsZero() || q.Project == f.project) && (q.Asset == 0 || q.Asset == f.asset) &&
		(q.Model == "" || q.Model == f.model) && (q.Region == "" || q.Region == f.region) &&
		(q.Upstream == "" || q.Upstream == f.upstream) && (q.Service == "" || q.Service == f.service)
}
