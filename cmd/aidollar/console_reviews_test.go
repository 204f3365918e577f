package main

import (
	"net/http"
	"testing"
	"time"

	"aidollar/core/clearing"
	"aidollar/core/review"
)

// A buyer whose name is near one on a list is not served until the operator says, in the
// console, that it is somebody else; and is not again when that is taken back.
func TestConsoleReviewsInBrowser(t *testing.T) {
	s := newConsoleStage(t)
	s.b.Look(1280, "light")
	s.operator()
	s.open("/reviews")
	s.b.Await(`document.body.innerText.includes("Nothing to decide")`)
	var buyer clearing.Party
	s.p.node.View(func(m *clearing.Machine) {
		m.Parties(func(p clearing.Party) bool {
			if p.Role == clearing.RoleBuyer {
				buyer = p
			}
			return true
		})
	})
	s.must(clearing.OpenReview{ID: newID(), Content: review.Content{Kind: review.Screening, Party: buyer.ID, Name: "Mukhammad Yousuf at-Tariki", Matches: []review.Match{
		{Entry: "OFAC-SDN/9001", Name: "AL-TARIQI, Muhammad Yousef", Score: 893, List: "Specially Designated Nationals List", Day: 20_777},
		{Entry: "OFAC-SDN/9407", Name: "TARIQI, Yusuf", Score: 864, List: "Specially Designated Nationals List", Day: 20_777},
	}}})
	s.b.Await(`document.querySelector("table.reviews tbody .found")?.innerText.includes("0.893")`)
	if status := s.call(s.d.Key, "Am I served?", 10); status != http.StatusForbidden {
		t.Errorf("who is near a list gets %d", status)
	}
	s.shot("reviews", 1280, "light")
	s.b.Loaded(func() { s.b.Click("table.reviews tbody a") })
	s.b.Await(`document.querySelectorAll("table.matches tbody tr").length === 2`)
	s.b.Fill("#reason", "born in 1990; the listed one in 1971")
	s.b.Eval(`document.querySelector("#until").value = "`+time.Now().AddDate(0, 3, 0).Format(time.DateOnly)+`"`, nil)
	s.shot("review", 1280, "light")
	s.shot("review-phone", 390, "light")
	s.b.Look(1280, "light")
	s.b.Loaded(func() { s.b.Click(`button[value=approve]`) })
	s.b.Await(`document.querySelector(".title .state").textContent === "cleared" && document.body.innerText.includes("born in 1990") && document.querySelector("#until") === null`)
	if status := s.call(s.d.Key, "Am I served now?", 10); status != http.StatusOK {
		t.Errorf("who is cleared gets %d", status)
	}
	s.open("/reviews?state=decided")
	s.b.Await(`document.querySelector("table.reviews tbody .state").textContent === "cleared"`)
	s.b.Loaded(func() { s.b.Click("table.reviews tbody a") })
	s.b.Fill("#reason", "the date of birth was wrong")
	s.b.Loaded(func() { s.b.Click(`form.card button[type=submit]`) })
	s.b.Await(`document.querySelector(".title .state").textContent === "open" && document.body.innerText.includes("the date of birth was wrong")`)
	if status := s.call(s.d.Key, "And now?", 10); status != http.StatusForbidden {
		t.Errorf("who is near a list again gets %d", status)
	}
}
