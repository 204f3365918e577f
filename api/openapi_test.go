package api_test

import (
	"bytes"
	"encoding/json"
	"io"
	"net/http"
	"sync"
	"testing"

	"aidollar/api"

	"github.com/pb33f/libopenapi"
	validator "github.com/pb33f/libopenapi-validator"
)

var (
	describedOnce sync.Once
	describedBy   validator.Validator
	document      []byte
)

// theDescription loads the description that the API serves and makes a
// validator of it.
func theDescription(t testing.TB) validator.Validator {
	t.Helper()
	describedOnce.Do(func() {
		document = api.Description()
		doc, err := libopenapi.NewDocument(document)
		if err != nil {
			t.Fatal(err)
		}
		v, errs := validator.NewValidator(doc)
		if len(errs) > 0 {
			t.Fatal(errs)
		}
		describedBy = v
	})
	if describedBy == nil {
		t.Fatal("the description did not load")
	}
	return describedBy
}

// described holds an answer against the description.
func described(t testing.TB, r *http.Request, response *http.Response, body []byte) {
	t.Helper()
	if response.StatusCode == http.StatusNotFound || response.StatusCode == http.StatusMethodNotAllowed {
		var p api.Problem
		if err := json.Unmarshal(body, &p); err == nil && (p.Code == "not_found" || p.Code == "method_not_allowed") {
			return // of no route: there is nothing to hold it against
		}
	}
	copied := *response
	copied.Body = io.NopCloser(bytes.NewReader(body))
	request := r.Clone(r.Context())
	request.Body = http.NoBody
	if ok, errs := theDescription(t).ValidateHttpResponse(request, &copied); !ok {
		for _, e := range errs {
			t.Errorf("%s %s: the answer is not as described: %s: %s", r.Method, r.URL.Path, e.Message, e.Reason)
			for _, s := range e.SchemaValidationErrors {
				t.Errorf("  %s: %s", s.FieldPath, s.Reason)
			}
		}
		t.Errorf("  %s", body)
	}
}
