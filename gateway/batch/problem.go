package batch

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strconv"
)

// A Problem is an answer that says no, in OpenAI's form.
type Problem struct {
	Status int
	Code   string // stable machine code
	Param  string // the parameter it is about, if any
	Detail string // what was wrong, where, and what would be right
}

func (p *Problem) Error() string { return p.Code + ": " + p.Detail }

func invalid(code, param, format string, args ...any) *Problem {
	return &Problem{http.StatusBadRequest, code, param, fmt.Sprintf(format, args...)}
}

func notFound(what, id string) *Problem {
	return &Problem{http.StatusNotFound, what + "_not_found", "", fmt.Sprintf("there is no %s %q", what, id)}
}

type errorBody struct {
	Error errorObject `json:"error"`
}

type errorObject struct {
	Message string  `json:"message"`
	Type    string  `json:"type"`
	Code    string  `json:"code"`
	Param   *string `json:"param"`
}

// fail writes an error as the answer.
func (s *Service) fail(w http.ResponseWriter, err error) {
	var p *Problem
	if !errors.As(err, &p) {
		s.Log.Error("files and batches", "error", err)
		p = &Problem{http.StatusInternalServerError, "storage_failed", "", "the house could not read or write its files; nothing was changed for you"}
	}
	e := errorBody{errorObject{Message: p.Detail, Type: "invalid_request_error", Code: p.Code}}
	if p.Status >= 500 {
		e.Error.Type = "server_error"
	}
	if p.Param != "" {
		e.Error.Param = &p.Param
	}
	if p.Status == http.StatusUnauthorized {
		w.Header().Set("Www-Authenticate", `Bearer realm="aidollar"`)
	}
	reply(w, p.Status, &e)
}

func reply(w http.ResponseWriter, status int, v any) {
	body, err := json.Marshal(v)
	if err != nil {
		http.Error(w, "", http.StatusInternalServerError)
		return
	}
	w.Header().Set("Content-Type", "application/json")
	w.Header().Set("Content-Length", strconv.Itoa(len(body)))
	w.WriteHeader(status)
	_, _ = w.Write(body) // the client may be gone, and nothing hangs on it
}
