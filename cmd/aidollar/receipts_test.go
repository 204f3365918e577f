package main

import (
	"bytes"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"aidollar/client"
)

// receiptHouse is the demo's house behind its whole handler, and what it takes
// to ask it.
func receiptHouse(t *testing.T) (p *program, house string, buyer *client.Client) {
	t.Helper()
	p, d, _ := consoleProgram(t)
	server := httptest.NewServer(p.handler())
	t.Cleanup(server.Close)
	return p, server.URL, client.New(server.URL, d.Key)
}

func runLine(t *testing.T, args ...string) (code int, out, errOut string) {
	t.Helper()
	var o, e bytes.Buffer
	code = run(t.Context(), args, &o, &e)
	return code, o.String(), e.String()
}

// TestReceiptsOfAHouse verifies what real calls cost, with the program's own
// commands, from the key in the directory and from the house's.
func TestReceiptsOfAHouse(t *testing.T) { onBoth(t, testReceiptsOfAHouse) }

func testReceiptsOfAHouse(t *testing.T) {
	p, house, buyer := receiptHouse(t)
	page, err := buyer.Calls(t.Context(), client.CallFilter{}, client.Listing{})
	if err != nil {
		t.Fatal(err)
	}
	code, jwk, complaint := runLine(t, "receipt", "key", "--data", p.config.Data)
	if code != 0 {
		t.Fatal(complaint)
	}
	dir := t.TempDir()
	keyFile, file := filepath.Join(dir, "house.jwk"), filepath.Join(dir, "receipt.jws")
	write := func(path, text string) {
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	write(keyFile, jwk)
	if len(page.Items) != 3 {
		t.Fatalf("%d calls", len(page.Items))
	}
	for _, call := range page.Items {
		text, err := buyer.SignedReceipt(t.Context(), call.ID)
		if err != nil {
			t.Fatal(err)
		}
		write(file, text+"\n")
		for _, from := range [][]string{{"--key", keyFile}, {"--house", house}} {
			code, out, complaint := runLine(t, append([]string{"receipts", "verify", file}, from...)...)
			if code != 0 || !strings.HasPrefix(out, "good: call "+call.ID.String()) || !strings.Contains(out, "charge "+call.Charge+" USD") {
				t.Errorf("%v: exit code %d: %s%s", from, code, out, complaint)
			}
		}
		write(file, strings.Replace(text, ".e", ".f", 1))
		if code, _, complaint := runLine(t, "receipts", "verify", file, "--key", keyFile); code != 1 || !strings.Contains(complaint, "[signature_wrong]") {
			t.Errorf("a changed receipt: exit code %d: %s", code, complaint)
		}
	}
	// A rotation leaves old receipts verifiable with the house's keys.
	text, err := buyer.SignedReceipt(t.Context(), page.Items[0].ID)
	if err != nil {
		t.Fatal(err)
	}
	if err := p.receipts.Rotate(); err != nil {
		t.Fatal(err)
	}
	write(file, text)
	if code, _, complaint := runLine(t, "receipts", "verify", file, "--house", house); code != 0 {
		t.Errorf("after a rotation: %s", complaint)
	}
	code, _, _ = runLine(t, "receipts", "verify", file)
	if code != 2 {
		t.Errorf("without a key the exit code is %d", code)
	}
}

func TestSignedReceiptsAreForWhoMaySeeThem(t *testing.T) {
	onBoth(t, testSignedReceiptsAreForWhoMaySeeThem)
}

func testSignedReceiptsAreForWhoMaySeeThem(t *testing.T) {
	_, house, buyer := receiptHouse(t)
	page, err := buyer.Calls(t.Context(), client.CallFilter{}, client.Listing{Limit: 1})
	if err != nil {
		t.Fatal(err)
	}
	id := page.Items[0].ID
	if _, err := client.New(house, "").SignedReceipt(t.Context(), id); !client.IsCode(err, "key_missing") {
		t.Errorf("without a key: %v", err)
	}
	if _, err := buyer.SignedReceipt(t.Context(), client.NewID()); !client.IsCode(err, "key_scope") {
		t.Errorf("of a call that is not there: %v", err)
	}
	if _, err := buyer.RotateReceiptKey(t.Context()); !client.IsCode(err, "key_scope") {
		t.Errorf("a buyer rotates the house's key: %v", err)
	}
	response, err := http.Get(house + "/v1/receipts/" + id.String() + "?signed=true")
	if err != nil {
		t.Fatal(err)
	}
	response.Body.Close()
	if response.StatusCode != http.StatusUnauthorized {
		t.Errorf("at the gateway's path: %s", response.Status)
	}
}
