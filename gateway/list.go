package gateway

import (
	"encoding/json"
	"net/http"

	"aidollar/gateway/dialect"
)

// models serves GET /v1/models and GET /v1/models/{model}.
func (g *Gateway) models(w http.ResponseWriter, r *http.Request, name string) {
	key, p := g.authenticate(r)
	if p != nil {
		g.refuse(w, dialect.ShapeOpenAI, p)
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
		g.refuse(w, dialect.ShapeOpenAI, modelNotFound(name))
		return
	}
	g.write(w, struct {
		Object string  `json:"object"`
		Data   []Model `json:"data"`
	}{"list", list})
}

func (g *Gateway) write(w http.ResponseWriter, v any) {
	body, err := json.Marshal(v)
	if err != nil {
		g.Log.Error("an answer could not be written as JSON", "error", err)
		g.refuse(w, dialect.ShapeOpenAI, &problem{Status: http.StatusInternalServerError, Code: "internal", Detail: "the answer could not be written"})
		return
	}
	w.Header().Set("Content-Type", "application/json")
	_, _ = w.Write(append(body, '\n')) // a client that is gone needs no answer
}
