package api_test

import (
	"strings"
	"testing"

	"aidollar/core/clearing"
)

// A wallet is paid out to itself, whoever asks for something else.
func TestWalletsHaveOneAddress(t *testing.T) {
	h := newChainHouse(t)
	h.wallet = func(p clearing.Party) ([20]byte, bool) { return addressOf(t, addressThree), p.Name == "Ann" }
	h.serveAgain()
	path, other := "/parties/"+h.ann.ID+"/payees/1", `{"address":"0x`+strings.Repeat("7", 40)+`"}`
	asAnn := h.as(h.key(h.ann.ID, "manage", "read").Secret)
	asAnn.call("PUT", path, other).refused(403, "payee_wallet")
	h.call("PUT", path, other).refused(403, "payee_wallet")
	asAnn.call("PUT", path, `{"address":"`+addressThree+`"}`).want(200)
	h.call("PUT", "/parties/"+h.shop.ID+"/payees/1", other).want(200)
}
