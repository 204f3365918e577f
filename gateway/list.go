package gateway

import (
	"encoding/json"
	"net/http"

	"aidollar/core/ledger"
)

// models serves GET /v1/models and GET /v1/models/{model}.
func (g *Gateway) models(w http.ResponseWriter, r *http.Request, name string) {
	key, p := g.authenticate(r)
	if p != nil {
		g.refuse(w, p)
		return
	}
	list := append([]Model{}, g.Clearing.Models(key)...)
	for i := range list {
		list[i].Object = "model"
		if list[i].ID == name {
			g.write(w, list[i])
			return
		}
	}
	if name != "" {
		g.refuse(w, modelNotFound(name))
		return
	}
	g.write(w, struct {
		Object string  `json:"object"`
		Data   []Model `json:"data"`
	}{"list", list})
}

// receipt serves GET /v1/receipts/{id}.
func (g *Gateway) receipt(w http.ResponseWriter, r *http.Request, text string) {
	key, p := g.authenticate(r)
	if p != nil {
		g.refuse(w, p)
		return
	}
	id, err := ledger.ParseID(text)
	if err != nil {
		g.refuse(w, invalid("receipt_id_malformed", "id", "the receipt's id is malformed: "+err.Error()))
		return
	}
	receipt, ok, err := g.Clearing.Receipt(r.Context(), key, id)
	switch {
	case err != nil:
		g.Log.Error("a receipt could not be read", "receipt", id, "error", err)
		g.refuse(w, &problem{Status: http.StatusServiceUnavailable, Code: "receipt_unavailable", Detail: "the books cannot be read right now"})
	case !ok:
		g.refuse(w, &problem{Status: http.StatusNotFound, Code: "receipt_not_found", Param: "id",
			Detail: "there is no receipt " + id.String() + " that this API key may see"})
	default:
		g.write(w, receipt)
	}
}

func (g *Gateway) write(w http.ResponseWriter, v any) {
	body, err := json.Marshal(v)
	if err != nil {
		g.Log.Error("an answer could not be written as JSON", "error", err)
		g.refuse(w, &problem{Status: http.StatusInternalServerError, Code: "internal", Detail: "the answer could not be written"})
		return
	}
	w.Header().Set("Content-Type", "application/json")
	_, _ = w.Write(append(body, '\n')) // a client that is gone needs no answer
}
