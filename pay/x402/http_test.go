package x402

import (
	"errors"
	"testing"
)

func headers(pairs ...string) func(string) string {
	return func(name string) string {
		for i := 0; i < len(pairs); i += 2 {
			if pairs[i] == name {
				return pairs[i+1]
			}
		}
		return ""
	}
}

func wantVersion(t *testing.T, what string, err error) {
	t.Helper()
	var m *Mistake
	if !errors.As(err, &m) || m.Code != CodeVersion {
		t.Errorf("%s: %v", what, err)
	}
}

func TestWhereMessagesAre(t *testing.T) {
	all := stock(t)
	two, one := all[0], all[3]
	if r, err := ReadRequired(headers(HeaderRequired, two.Required), []byte(one.Required)); err != nil || r.Version != 2 {
		t.Errorf("with both: %+v, %v", r, err)
	}
	if r, err := ReadRequired(headers(), []byte(one.Required)); err != nil || r.Version != 1 {
		t.Errorf("with a body: %+v, %v", r, err)
	}
	bodyOf2, err := decodeHeader(two.Required)
	if err != nil {
		t.Fatal(err)
	}
	_, err = ReadRequired(headers(), bodyOf2)
	wantVersion(t, "version 2 in the body", err)
	headerOf1, err := encodeHeader([]byte(one.Required), nil)
	if err != nil {
		t.Fatal(err)
	}
	_, err = ReadRequired(headers(HeaderRequired, headerOf1), nil)
	wantVersion(t, "version 1 in the header", err)

	if p, err := ReadPayment(headers()); p != nil || err != nil {
		t.Errorf("no payment: %+v, %v", p, err)
	}
	for _, s := range []stockPayment{two, one} {
		name := s.payment(t).HeaderName()
		if p, err := ReadPayment(headers(name, s.Payment)); err != nil || p.Version != s.Version {
			t.Errorf("%s: %+v, %v", name, p, err)
		}
	}
	_, err = ReadPayment(headers(HeaderPayment, one.Payment))
	wantVersion(t, "version 1 under version 2's name", err)
	_, err = ReadPayment(headers(HeaderPaymentV1, two.Payment))
	wantVersion(t, "version 2 under version 1's name", err)
	if _, err := ReadPayment(headers(HeaderPayment, "not base64!")); err == nil {
		t.Error("what is no payment is read")
	}

	for _, version := range []int{1, 2} {
		if s, err := ReadSettlement(headers(ResultHeader(version), two.Result)); err != nil || !s.Success {
			t.Errorf("result of version %d: %+v, %v", version, s, err)
		}
	}
	if s, err := ReadSettlement(headers()); s != nil || err != nil {
		t.Errorf("no result: %+v, %v", s, err)
	}
}
