package batch

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"sync"

	"aidollar/core/ledger"
	"aidollar/internal/durable"
)

// Service keeps files and runs batches. It is made by Open and ended by Close.
type Service struct {
	Config
	mu      sync.Mutex
	files   map[string]*file
	batches map[string]*job
	uses    map[string]*use // by party
	seq     uint64

	slots   chan struct{} // one for each batch that runs
	uploads chan struct{} // one for each file that arrives
	stop    chan struct{} // closed when no further line is to begin
	once    sync.Once
	workers sync.WaitGroup
	ctx     context.Context // of the calls
	cancel  context.CancelFunc
}

// use is what a party has.
type use struct {
	files   int
	bytes   int64
	batches int
}

// use finds what a party has. The lock is held.
func (s *Service) use(party string) *use {
	u := s.uses[party]
	if u == nil {
		u = &use{}
		s.uses[party] = u
	}
	return u
}

// Open reads what is kept in the folder and goes on with the batches that had
// not ended.
func Open(c Config) (*Service, error) {
	if err := c.fill(); err != nil {
		return nil, err
	}
	s := &Service{Config: c, files: map[string]*file{}, batches: map[string]*job{}, uses: map[string]*use{},
		slots: make(chan struct{}, c.RunningMax), uploads: make(chan struct{}, c.UploadsMax), stop: make(chan struct{})}
	s.ctx, s.cancel = context.WithCancel(context.Background())
	for _, name := range []string{"files", "batches"} {
		if err := os.MkdirAll(filepath.Join(s.Dir, name), 0o700); err != nil {
			return nil, err
		}
	}
	if err := s.loadFiles(); err != nil {
		return nil, fmt.Errorf("files of batches: %w", err)
	}
	jobs, err := s.loadBatches()
	if err != nil {
		return nil, fmt.Errorf("batches: %w", err)
	}
	if err := s.sweep(); err != nil {
		return nil, fmt.Errorf("files of batches: %w", err)
	}
	for _, j := range jobs {
		s.start(j)
	}
	return s, nil
}

// batchName is what may name a batch on the disk.
var batchName = regexp.MustCompile(`^batch_[0-9a-f]{32}$`)

// loadBatches enters all batches and returns those that go on, oldest first.
func (s *Service) loadBatches() (open []*job, err error) {
	entries, err := os.ReadDir(filepath.Join(s.Dir, "batches"))
	if err != nil {
		return nil, err
	}
	for _, e := range entries {
		if !batchName.MatchString(e.Name()) {
			continue
		}
		j := &job{s: s, dir: filepath.Join(s.Dir, "batches", e.Name())}
		err := readJSON(j.path(recordFile), &j.r)
		if errors.Is(err, os.ErrNotExist) {
			// A crash came before anybody was told of this batch.
			if err := os.RemoveAll(j.dir); err != nil {
				return nil, err
			}
			continue
		}
		if err == nil {
			if j.key, err = ledger.ParseID(j.r.Key); err == nil && j.r.ID != e.Name() {
				err = errors.New("it speaks of " + j.r.ID)
			}
		}
		if err != nil {
			return nil, fmt.Errorf("the record of %s cannot be read: %w", e.Name(), err)
		}
		s.batches[j.r.ID] = j
		s.seq = max(s.seq, j.r.Seq)
		s.use(j.r.Party).batches++
		if !j.r.ended() {
			open = append(open, j)
		}
	}
	slices.SortFunc(open, func(a, b *job) int { return int(int64(a.r.Seq) - int64(b.r.Seq)) })
	return open, nil
}

// start runs a batch when there is a slot.
func (s *Service) start(j *job) {
	s.workers.Add(1)
	go func() {
		defer s.workers.Done()
		select {
		case s.slots <- struct{}{}:
			defer func() { <-s.slots }()
		case <-s.stop:
			return
		}
		j.run()
	}()
}

func (s *Service) stopped() bool {
	select {
	case <-s.stop:
		return true
	default:
		return false
	}
}

// Close begins no further line, and waits for the calls that are made. When ctx
// ends it cuts them off; they run again, under the same ids, after the next Open.
func (s *Service) Close(ctx context.Context) error {
	s.once.Do(func() { close(s.stop) })
	defer s.cancel()
	done := make(chan struct{})
	go func() {
		s.workers.Wait()
		close(done)
	}()
	select {
	case <-done:
		return nil
	case <-ctx.Done():
		s.cancel()
		<-done
		return ctx.Err()
	}
}

// create makes a batch and starts it. It gives the batch as it was made, not as far as
// it may have come since.
func (s *Service) create(caller Caller, r record) (record, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	r.Party, r.Key = caller.Party.String(), caller.Key.String()
	f := s.files[r.Input]
	if f == nil || f.Party != r.Party || f.Purpose != purposeInput {
		return record{}, &Problem{404, "file_not_found", "input_file_id", fmt.Sprintf("there is no file %q of the purpose batch", r.Input)}
	}
	open := 0
	for _, j := range s.batches {
		if j.r.Party == r.Party && !j.r.ended() {
			open++
		}
	}
	switch {
	case open >= s.OpenMax:
		return record{}, &Problem{429, "batches_open", "", fmt.Sprintf("%d batches of yours have not ended, which is as many as may run; wait for one", open)}
	case s.stopped():
		return record{}, &Problem{503, "shutting_down", "", "the house is shutting down; try again in a moment"}
	}
	if err := s.forget(r.Party); err != nil {
		return record{}, err
	}
	s.seq++
	r.ID, r.Seq, r.Status = newName(batchPrefix), s.seq, statusValidating
	j := &job{s: s, r: r, key: caller.Key, dir: filepath.Join(s.Dir, "batches", r.ID)}
	if err := os.Mkdir(j.dir, 0o700); err != nil {
		return record{}, err
	}
	if err := errors.Join(writeJSON(j.path(recordFile), &j.r), durable.SyncDir(filepath.Dir(j.dir))); err != nil {
		return record{}, errors.Join(err, os.RemoveAll(j.dir))
	}
	s.batches[r.ID] = j
	s.use(r.Party).batches++
	made := j.r
	s.start(j)
	return made, nil
}

// forget makes room for one more batch of the party's by dropping the oldest
// that ended; its results are files and stay. The lock is held.
func (s *Service) forget(party string) error {
	if s.use(party).batches < s.KeptMax {
		return nil
	}
	var oldest *job
	for _, j := range s.batches {
		if j.r.Party == party && j.r.ended() && (oldest == nil || j.r.Seq < oldest.r.Seq) {
			oldest = j
		}
	}
	if oldest == nil {
		return &Problem{429, "batches_open", "", "none of your batches has ended; wait for one"}
	}
	if err := os.RemoveAll(oldest.dir); err != nil {
		return err
	}
	delete(s.batches, oldest.r.ID)
	s.use(party).batches--
	return nil
}

// ownBatch finds a batch of the party's.
func (s *Service) ownBatch(party ledger.ID, id string) (*job, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if j := s.batches[id]; j != nil && j.r.Party == party.String() {
		return j, nil
	}
	return nil, notFound("batch", id)
}
