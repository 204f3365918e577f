package client_test

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"slices"
	"testing"

	"aidollar/client"
)

var errEnough = errors.New("enough")

// A connection that breaks is made anew behind the last event, and behind the
// place that the server told when there was none yet.
func TestFollowGoesOn(t *testing.T) {
	var asked []string
	answers := []string{
		": events follow\nid: c0\n\n",
		": events follow\nid: c0\n\nid: c1\nevent: a\ndata: {\"id\":\"c1\",\"type\":\"a\",\"data\":{\"n\":1}}\n\n",
		"id: c2\r\nevent: b\r\ndata: {\"id\":\"c2\",\r\ndata: \"type\":\"b\",\"data\":{}}\r\n\r\nid: c3\nevent: b\ndata: {\"id\":\"c3\",\"ty", // cut off
		"id: c3\nevent: b\ndata: {\"id\":\"c3\",\"type\":\"b\",\"data\":{}}\n\n",
	}
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Header.Get("Accept") != "text/event-stream" {
			t.Errorf("the request accepts %q", r.Header.Get("Accept"))
		}
		asked = append(asked, r.URL.RawQuery)
		if len(asked) == 2 {
			w.WriteHeader(http.StatusServiceUnavailable) // as a server does that is going down
			return
		}
		w.Header().Set("Content-Type", "text/event-stream")
		fmt.Fprint(w, answers[0])
		answers = answers[1:]
	}))
	defer server.Close()
	var got []string
	err := client.New(server.URL, "").Follow(t.Context(), client.Following{Types: []string{"a", "b"}}, func(e client.Event) error {
		got = append(got, e.Type+e.ID)
		if len(got) == 3 {
			return errEnough
		}
		return nil
	})
	if !errors.Is(err, errEnough) || !slices.Equal(got, []string{"ac1", "bc2", "bc3"}) {
		t.Errorf("followed %q, %v", got, err)
	}
	if want := []string{"type=a%2Cb", "after=c0&type=a%2Cb", "after=c0&type=a%2Cb", "after=c1&type=a%2Cb", "after=c2&type=a%2Cb"}; !slices.Equal(asked, want) {
		t.Errorf("asked %q, want %q", asked, want)
	}
}

func TestFollowEnds(t *testing.T) {
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Query().Get("after") == "wrong" {
			w.WriteHeader(http.StatusBadRequest)
			fmt.Fprint(w, `{"code":"cursor_invalid","detail":"no"}`)
			return
		}
		if !r.URL.Query().Has("after") {
			t.Errorf("from the beginning is asked as %q", r.URL.RawQuery)
		}
		w.Header().Set("Content-Type", "text/event-stream")
		w.(http.Flusher).Flush()
		<-r.Context().Done()
	}))
	defer server.Close()
	c := client.New(server.URL, "")
	none := func(client.Event) error { return nil }
	if err := c.Follow(t.Context(), client.Following{After: "wrong"}, none); !client.IsCode(err, "cursor_invalid") {
		t.Errorf("a refusal ends it with %v", err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	go cancel()
	if err := c.Follow(ctx, client.Following{Beginning: true}, none); !errors.Is(err, context.Canceled) {
		t.Errorf("the context ends it with %v", err)
	}
}
