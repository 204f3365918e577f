package console

import (
	"container/list"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"sync"
	"time"
)

const (
	// sessionIdle is how long a session lasts that nobody uses.
	sessionIdle = 12 * time.Hour
	// sessionsMax bounds the sessions that are kept; the one that was used
	// longest ago makes room for a new one.
	sessionsMax = 4096
	// sessionsPerKey bounds those of one key, so that its holder cannot push
	// everybody else out.
	sessionsPerKey = 16
	// tokenSize is the size of a session's token in bytes: beyond any guessing.
	tokenSize = 32
)

// session is somebody who is signed in. The key itself is not kept: its hash is
// enough to ask whether it is still good.
type session struct {
	token   [sha256.Size]byte // the hash of it: what is in memory opens nothing
	key     [sha256.Size]byte
	used    time.Time
	element *list.Element
}

// sessions are those who are signed in.
type sessions struct {
	mu      sync.Mutex
	byToken map[[sha256.Size]byte]*session
	recent  list.List // of *session, the one used last in front
}

func newSessions() *sessions { return &sessions{byToken: map[[sha256.Size]byte]*session{}} }

// add opens a session and gives its token.
func (s *sessions) add(key [sha256.Size]byte, now time.Time) (token string) {
	var raw [tokenSize]byte
	_, _ = rand.Read(raw[:]) // it cannot fail: crypto/rand
	token = base64.RawURLEncoding.EncodeToString(raw[:])
	s.mu.Lock()
	defer s.mu.Unlock()
	s.expire(now)
	s.makeRoom(key)
	fresh := &session{token: sha256.Sum256([]byte(token)), key: key, used: now}
	fresh.element = s.recent.PushFront(fresh)
	s.byToken[fresh.token] = fresh
	return token
}

// find gives the hash of the key that a session was opened with. Used says that
// a person asked: what a page asks by itself keeps no session alive.
func (s *sessions) find(token string, now time.Time, used bool) (key [sha256.Size]byte, ok bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.expire(now)
	found, ok := s.byToken[sha256.Sum256([]byte(token))]
	if !ok {
		return key, false
	}
	if used {
		found.used = now
		s.recent.MoveToFront(found.element)
	}
	return found.key, true
}

// end closes a session, if it is there.
func (s *sessions) end(token string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if found, ok := s.byToken[sha256.Sum256([]byte(token))]; ok {
		s.remove(found)
	}
}

// count is how many sessions are open.
func (s *sessions) count() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return len(s.byToken)
}

func (s *sessions) remove(old *session) {
	delete(s.byToken, old.token)
	s.recent.Remove(old.element)
}

// expire ends what was idle for too long. The list is in the order of use.
func (s *sessions) expire(now time.Time) {
	for {
		old := s.oldest(nil)
		if old == nil || now.Sub(old.used) < sessionIdle {
			return
		}
		s.remove(old)
	}
}

func (s *sessions) makeRoom(key [sha256.Size]byte) {
	same := 0
	for _, open := range s.byToken {
		if open.key == key {
			same++
		}
	}
	switch {
	case same >= sessionsPerKey:
		s.remove(s.oldest(&key))
	case len(s.byToken) >= sessionsMax:
		s.remove(s.oldest(nil))
	}
}

// oldest is the session that was used longest ago, of one key if one is given;
// nil when there is none.
func (s *sessions) oldest(key *[sha256.Size]byte) *session {
	for e := s.recent.Back(); e != nil; e = e.Prev() {
		if open, ok := e.Value.(*session); ok && (key == nil || open.key == *key) {
			return open
		}
	}
	return nil
}
