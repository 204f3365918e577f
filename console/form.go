package console

import (
	"crypto/rand"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/base64"
	"encoding/binary"
	"errors"
	"net/http"
	"time"

	"aidollar/core/ledger"
)

// formField is the hidden field that proves that a form comes from a page of
// this very session, beside the browser's own word on where it comes from.
const formField = "form"

// formToken follows from the session's cookie, which no other site can read;
// it does not lead back to it.
func formToken(cookie string) string {
	hash := sha256.Sum256([]byte("aidollar console form\x00" + cookie))
	return base64.RawURLEncoding.EncodeToString(hash[:])
}

// formToken is the session's, for the forms of a page.
func (v *visit) formToken() string {
	cookie, err := v.Cookie(cookieName)
	if err != nil {
		return ""
	}
	return formToken(cookie.Value)
}

// form takes what somebody who is signed in sends by a form of the console.
func (c *Console) form(pattern string, sizeMax int64, f func(*visit) error) {
	c.page(pattern, func(v *visit) error {
		v.Body = http.MaxBytesReader(v.writer, v.Body, sizeMax)
		if err := v.ParseForm(); err != nil {
			var large *http.MaxBytesError
			if errors.As(err, &large) {
				c.problem(v.writer, v.Request, v.view, http.StatusRequestEntityTooLarge, "That is too much", "The form takes a few pages of text and no more.")
				return nil
			}
			c.problem(v.writer, v.Request, v.view, http.StatusBadRequest, "The form could not be read", "Go back, load the page again and send it once more.")
			return nil
		}
		token := v.formToken()
		if token == "" || subtle.ConstantTimeCompare([]byte(v.PostForm.Get(formField)), []byte(token)) != 1 {
			c.problem(v.writer, v.Request, v.view, http.StatusForbidden, "The form is from another session", "Nothing was done. Go back, load the page again and send it once more.")
			return nil
		}
		return f(v)
	})
}

// houseOnly runs f for those who see the whole house; nobody else may change it.
func houseOnly(f func(*visit) error) func(*visit) error {
	return func(v *visit) error {
		if !v.view.House {
			return ErrNotFound
		}
		return f(v)
	}
}

// freshID makes a UUIDv7, for something that a form is going to make.
func freshID(now time.Time) ledger.ID {
	var b [16]byte
	_, _ = rand.Read(b[:]) // it cannot fail: crypto/rand
	hi, lo := binary.BigEndian.Uint64(b[:8]), binary.BigEndian.Uint64(b[8:])
	return ledger.ID{Hi: uint64(now.UnixMilli())<<16 | 0x7000 | hi&0xfff, Lo: 1<<63 | lo>>2}
}
