package batch

import (
	"crypto/rand"
	"encoding/hex"
	"errors"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"time"

	"aidollar/core/ledger"
	"aidollar/internal/durable"
)

// file is what is kept about a file, as JSON beside its bytes.
type file struct {
	ID      string `json:"id"`
	Party   string `json:"party"` // a ledger.ID
	Purpose string `json:"purpose"`
	Name    string `json:"name"`
	Bytes   int64  `json:"bytes"`
	Created int64  `json:"created"` // Unix seconds
	Seq     uint64 `json:"seq"`     // the order of making
}

// Purposes of files.
const (
	purposeInput  = "batch"
	purposeOutput = "batch_output"
)

// fileObject is a file as its owner sees it.
type fileObject struct {
	ID        string `json:"id"`
	Object    string `json:"object"`
	Bytes     int64  `json:"bytes"`
	CreatedAt int64  `json:"created_at"`
	Filename  string `json:"filename"`
	Purpose   string `json:"purpose"`
	Status    string `json:"status"`
}

func (f *file) object() fileObject {
	return fileObject{f.ID, "file", f.Bytes, f.Created, f.Name, f.Purpose, "processed"}
}

const (
	filePrefix  = "file-"
	batchPrefix = "batch_"
)

func newName(prefix string) string {
	var b [16]byte
	_, _ = rand.Read(b[:]) // it never fails
	return prefix + hex.EncodeToString(b[:])
}

// fileName is what may name a file on the disk.
var fileName = regexp.MustCompile(`^file-[0-9a-f]{32}(-output|-errors)?$`)

func (s *Service) filePath(id string) string { return filepath.Join(s.Dir, "files", id+".json") }
func (s *Service) dataPath(id string) string { return filepath.Join(s.Dir, "files", id+".jsonl") }

// loadFiles reads what is kept, and removes bytes that no file speaks of.
func (s *Service) loadFiles() error {
	entries, err := os.ReadDir(filepath.Join(s.Dir, "files"))
	if err != nil {
		return err
	}
	for _, e := range entries {
		id, is := cutSuffix(e.Name(), ".json")
		if !is || !fileName.MatchString(id) {
			continue
		}
		f := &file{}
		if err := readJSON(s.filePath(id), f); err != nil || f.ID != id {
			return errors.Join(err, errors.New("the record of the file "+id+" cannot be read"))
		}
		s.keepFile(f)
	}
	return nil
}

// sweep removes what no file speaks of: uploads that a crash cut off, and bytes
// of deleted files. Results that are about to become files stay.
func (s *Service) sweep() error {
	dir := filepath.Join(s.Dir, "files")
	entries, err := os.ReadDir(dir)
	if err != nil {
		return err
	}
	for _, e := range entries {
		id, is := cutSuffix(e.Name(), ".jsonl")
		part := fileName.FindStringSubmatch(id)
		switch {
		case is && part != nil && s.files[id] != nil:
			continue
		case is && part != nil && part[1] != "":
			j := s.batches[batchPrefix+id[len(filePrefix):len(id)-len(part[1])]]
			if j != nil && !j.r.ended() {
				continue
			}
		case !is && !strings.HasPrefix(e.Name(), "."):
			continue
		}
		if err := os.Remove(filepath.Join(dir, e.Name())); err != nil {
			return err
		}
	}
	return nil
}

func cutSuffix(name, suffix string) (string, bool) {
	if filepath.Ext(name) != suffix {
		return name, false
	}
	return name[:len(name)-len(suffix)], true
}

// keepFile enters a file into the tables. The lock is held, or nobody else is there yet.
func (s *Service) keepFile(f *file) {
	if s.files[f.ID] != nil {
		return
	}
	s.files[f.ID] = f
	s.seq = max(s.seq, f.Seq)
	u := s.use(f.Party)
	u.files++
	u.bytes += f.Bytes
}

// ownFile finds a file of the party's; another's is as good as none.
func (s *Service) ownFile(party ledger.ID, id string) (*file, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if f := s.files[id]; f != nil && f.Party == party.String() {
		return f, nil
	}
	return nil, notFound("file", id)
}

// room says whether a party may store more.
func (s *Service) room(party string, bytes int64) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	u := s.use(party)
	switch {
	case u.files >= s.FilesMax:
		return &Problem{http.StatusForbidden, "files_many", "file", "as many files are stored as you may have; delete some"}
	case u.bytes+bytes > s.StorageMax:
		return &Problem{http.StatusForbidden, "storage_full", "file", "your files take all the room you have; delete some"}
	}
	return nil
}

// store keeps an upload. The bytes come first, then the record that speaks of
// them, so that a crash leaves no half of a file.
func (s *Service) store(party ledger.ID, up *upload) (*file, error) {
	f := &file{ID: newName(filePrefix), Party: party.String(), Purpose: purposeInput, Name: up.name, Bytes: up.bytes, Created: s.Now().Unix()}
	if err := os.Rename(up.path, s.dataPath(f.ID)); err != nil {
		return nil, err
	}
	if err := s.enter(f, true); err != nil {
		return nil, errors.Join(err, os.Remove(s.dataPath(f.ID)))
	}
	return f, nil
}

// enter writes the record of a file whose bytes are in place.
func (s *Service) enter(f *file, bounded bool) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if u := s.use(f.Party); bounded && (u.files >= s.FilesMax || u.bytes+f.Bytes > s.StorageMax) {
		return &Problem{http.StatusForbidden, "storage_full", "file", "your files take all the room you have; delete some"}
	}
	s.seq++
	f.Seq = s.seq
	if err := writeJSON(s.filePath(f.ID), f); err != nil {
		return err
	}
	s.keepFile(f)
	return nil
}

// remove deletes a file, unless an open batch reads it.
func (s *Service) remove(party ledger.ID, id string) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	f := s.files[id]
	if f == nil || f.Party != party.String() {
		return notFound("file", id)
	}
	for _, b := range s.batches {
		if b.r.Input == id && !b.r.ended() {
			return &Problem{http.StatusConflict, "file_in_use", "", "the batch " + b.r.ID + " is reading this file; cancel it first"}
		}
	}
	if err := os.Remove(s.filePath(id)); err != nil {
		return err
	}
	if err := durable.SyncDir(filepath.Dir(s.filePath(id))); err != nil {
		return err
	}
	delete(s.files, id)
	u := s.use(f.Party)
	u.files--
	u.bytes -= f.Bytes
	if err := os.Remove(s.dataPath(id)); err != nil {
		s.Log.Warn("a deleted file's bytes stay until the next start", "file", id, "error", err)
	}
	return nil
}

// send writes a file's bytes as the answer.
func (s *Service) send(w http.ResponseWriter, f *file) {
	data, err := os.Open(s.dataPath(f.ID))
	if err != nil {
		s.fail(w, err)
		return
	}
	defer data.Close()
	w.Header().Set("Content-Type", "application/jsonl")
	w.Header().Set("Content-Disposition", "attachment")
	w.Header().Set("X-Content-Type-Options", "nosniff")
	_ = http.NewResponseController(w).SetWriteDeadline(time.Now().Add(transferTime)) // a writer without deadlines has no such client
	_, _ = io.Copy(w, data)                                                          // the client may be gone, and nothing hangs on it
}
