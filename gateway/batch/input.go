package batch

import (
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"
)

// line is a call of the input file.
type line struct {
	CustomID string          `json:"custom_id"`
	Method   string          `json:"method"`
	URL      string          `json:"url"`
	Body     json.RawMessage `json:"body"`
}

const (
	customIDMax = 512 // bytes
	mistakesMax = 20  // that are listed
)

// eachCall gives f the lines of the input that are not blank, numbered from
// one. The last may lack its newline.
func (j *job) eachCall(f func(number int, text []byte) error) error {
	data, err := os.Open(j.s.dataPath(j.now().Input))
	if err != nil {
		return err
	}
	defer data.Close()
	number := 0
	_, err = eachLine(io.MultiReader(data, strings.NewReader("\n")), j.s.LineMax, func(text []byte) error {
		number++
		if strings.TrimSpace(string(text)) == "" {
			return nil
		}
		return f(number, text)
	})
	if errors.Is(err, errLineLong) {
		err = &Problem{Code: "line_too_long", Detail: fmt.Sprintf("line %d is longer than the %d bytes that are read", number+1, j.s.LineMax)}
	}
	return err
}

// validate reads the whole input before anything runs.
func (j *job) validate() (total int, mistakes []mistake, err error) {
	seen := map[[16]byte]bool{}
	err = j.eachCall(func(number int, text []byte) error {
		if total++; total > j.s.LinesMax {
			return &Problem{Code: "lines_many", Detail: fmt.Sprintf("the file has more than %d calls; split it", j.s.LinesMax)}
		}
		l, m := j.s.parse(text)
		if m == nil {
			whole := sha256.Sum256([]byte(l.CustomID))
			sum := [16]byte(whole[:])
			if seen[sum] {
				m = &mistake{Code: "custom_id_twice", Param: "custom_id", Message: fmt.Sprintf("custom_id %q was given before; each has to be unique", l.CustomID)}
			}
			seen[sum] = true
		}
		if m != nil && len(mistakes) < mistakesMax {
			m.Line = number
			mistakes = append(mistakes, *m)
		}
		return nil
	})
	var p *Problem
	if errors.As(err, &p) {
		mistakes, err = append(mistakes, mistake{Code: p.Code, Message: p.Detail}), nil
	}
	if err == nil && total == 0 && len(mistakes) == 0 {
		mistakes = append(mistakes, mistake{Code: "file_empty", Message: "the file has no calls"})
	}
	return total, mistakes, err
}

// parse reads a line.
func (s *Service) parse(text []byte) (l line, m *mistake) {
	wrong := func(code, param, format string, args ...any) (line, *mistake) {
		return l, &mistake{Code: code, Param: param, Message: fmt.Sprintf(format, args...)}
	}
	if err := json.Unmarshal(text, &l); err != nil {
		return wrong("invalid_json", "", "the line is not the JSON object it has to be: %v", err)
	}
	var body struct {
		Stream *bool `json:"stream"`
	}
	switch {
	case l.CustomID == "" || len(l.CustomID) > customIDMax:
		return wrong("custom_id_malformed", "custom_id", "custom_id has to be a text of 1 to %d bytes", customIDMax)
	case l.Method != "POST":
		return wrong("method_unsupported", "method", "method is %q; it has to be POST", l.Method)
	case !slices.Contains(s.Endpoints, l.URL):
		return wrong("url_unsupported", "url", "url is %q; it may be %s", l.URL, strings.Join(s.Endpoints, ", "))
	case json.Unmarshal(l.Body, &body) != nil:
		return wrong("body_malformed", "body", "body has to be the call's request, a JSON object")
	case body.Stream != nil && *body.Stream:
		return wrong("stream_unsupported", "body.stream", "an answer in a file cannot be streamed; leave stream out")
	}
	return l, nil
}
