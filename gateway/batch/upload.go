package batch

import (
	"errors"
	"io"
	"mime"
	"mime/multipart"
	"net/http"
	"os"
	"path/filepath"
	"strings"
)

// upload is a file that is on the disk and not yet anybody's.
type upload struct {
	path, name string
	bytes      int64
}

// Bounds of a form.
const (
	partsMax    = 16
	fieldMax    = 1 << 10 // bytes of a field that is no file
	fileNameMax = 255
	formExtra   = 64 << 10 // of a form's bytes beside the file's
)

// receive reads a form with a purpose and a file, in any order.
func (s *Service) receive(w http.ResponseWriter, r *http.Request) (up *upload, err error) {
	kind, _, _ := mime.ParseMediaType(r.Header.Get("Content-Type"))
	if kind != "multipart/form-data" {
		return nil, &Problem{http.StatusUnsupportedMediaType, "form_missing", "", "a file is uploaded as multipart/form-data with the fields purpose and file"}
	}
	r.Body = http.MaxBytesReader(w, r.Body, s.FileMax+formExtra)
	form, err := r.MultipartReader()
	if err != nil {
		return nil, invalid("form_malformed", "", "the form cannot be read: %v", err)
	}
	defer func() {
		if err != nil && up != nil {
			_ = os.Remove(up.path)
			up = nil
		}
	}()
	purpose := ""
	for range partsMax {
		part, err := form.NextPart()
		if err == io.EOF { //nolint:errorlint // a form that breaks off has an io.EOF inside another error
			return up, s.complete(up, purpose)
		}
		if err != nil {
			return up, broken(err)
		}
		switch part.FormName() {
		case "purpose":
			text, err := io.ReadAll(io.LimitReader(part, fieldMax))
			if err != nil {
				return up, broken(err)
			}
			purpose = string(text)
		case "file":
			if up != nil {
				return up, invalid("file_twice", "file", "the form has two files; upload them one by one")
			}
			if up, err = s.spool(part); err != nil {
				return up, err
			}
		default:
			return up, invalid("field_unsupported", part.FormName(), "the form has a field %q; purpose and file are known", part.FormName())
		}
	}
	return up, invalid("form_malformed", "", "the form has more than %d parts", partsMax)
}

func broken(err error) error {
	var long *http.MaxBytesError
	if errors.As(err, &long) {
		return &Problem{http.StatusRequestEntityTooLarge, "file_too_large", "file", "the file is larger than may be uploaded"}
	}
	return invalid("form_malformed", "", "the form did not arrive in full: %v", err)
}

func (s *Service) complete(up *upload, purpose string) error {
	switch {
	case purpose != purposeInput:
		return invalid("purpose_unsupported", "purpose", `purpose is %q; only "batch" is known here`, purpose)
	case up == nil:
		return invalid("file_missing", "file", "the form has no file")
	case up.bytes == 0:
		return invalid("file_empty", "file", "the file is empty")
	}
	return nil
}

// spool writes the file's bytes to the disk, durably.
func (s *Service) spool(part *multipart.Part) (*upload, error) {
	name := filepath.Base(strings.ReplaceAll(part.FileName(), `\`, "/"))
	if len(name) > fileNameMax {
		return nil, invalid("file_name_long", "file", "the file's name is longer than %d bytes", fileNameMax)
	}
	f, err := os.CreateTemp(filepath.Join(s.Dir, "files"), ".upload-*")
	if err != nil {
		return nil, err
	}
	up := &upload{path: f.Name(), name: strings.ToValidUTF8(name, "")}
	var failed error
	if up.bytes, err = io.Copy(f, io.LimitReader(part, s.FileMax+1)); err != nil {
		failed = broken(err)
	} else if up.bytes > s.FileMax {
		failed = &Problem{http.StatusRequestEntityTooLarge, "file_too_large", "file", "the file is larger than may be uploaded"}
	}
	if failed == nil {
		failed = f.Sync()
	}
	return up, errors.Join(failed, f.Close())
}
