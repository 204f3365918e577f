package describe

import (
	"encoding/json"
	"net/http"
	"slices"
	"strings"
)

// accounts is the description of the API with which customers see to their accounts.
// It is another document: what is sold here is bought without one.
const accounts = "/api/v1/openapi.json"

// TextPath is where Text is to be served.
const TextPath = "/llms.txt"

// OpenAPI is the document.
func (h *House) OpenAPI() []byte {
	paths := map[string]doc{}
	for i := range h.Endpoints {
		e := &h.Endpoints[i]
		path, names := template(e.Path)
		methods := e.Methods
		if e.Dialect != nil {
			path, names, methods = BasePath+e.Path, nil, []string{http.MethodPost}
		}
		if paths[path] == nil {
			paths[path] = doc{}
		}
		for _, method := range methods {
			paths[path][strings.ToLower(method)] = e.operation(method, names)
		}
	}
	models := any(h.Models)
	if len(h.Models) == 0 {
		models = []any{}
	}
	document, err := json.Marshal(doc{
		"openapi": "3.1.0",
		"info": doc{"title": "aidollar", "version": "1.0.0", "description": "What is sold here: models, and routes of other APIs. " +
			"An API key pays from its balance. A program with a wallet and no key calls and is answered 402, which says how to pay: by MPP in WWW-Authenticate, by x402 in PAYMENT-REQUIRED."},
		"externalDocs":      doc{"url": accounts, "description": "the API for accounts, keys, receipts and statements"},
		"servers":           []doc{{"url": "/", "description": "the server that served this"}},
		"paths":             paths,
		"components":        components,
		"x-service-info":    doc{"categories": []string{"compute"}, "docs": doc{"llms": TextPath, "apiReference": accounts}},
		"x-aidollar-models": models,
	})
	if err != nil {
		panic(err) // texts, numbers and lists of them: there is nothing that can fail
	}
	return document
}

var components = doc{
	"securitySchemes": doc{
		"key":     doc{"type": "http", "scheme": "bearer", "description": "an API key: sk-aid-…"},
		"payment": doc{"type": "http", "scheme": "Payment", "description": "a credential of MPP, for a challenge of a 402"},
		"x402":    doc{"type": "apiKey", "in": "header", "name": "PAYMENT-SIGNATURE", "description": "a payment by x402, for what PAYMENT-REQUIRED of a 402 says"},
	},
	"schemas": doc{"Problem": doc{
		"type": "object", "description": "what was wrong (RFC 9457); a 402 has the requirements of x402's version 1 beside it",
		"properties": doc{
			"type": doc{"type": "string"}, "title": doc{"type": "string"}, "status": doc{"type": "integer"}, "detail": doc{"type": "string"},
			"code": doc{"type": "string", "description": "for programs; it is stable"},
		},
		"required": []string{"type", "title", "status", "detail", "code"},
	}},
}

func (e *Endpoint) operation(method string, names []string) doc {
	op := doc{"summary": e.summary(), "responses": e.responses(), "security": e.security()}
	if len(names) > 0 {
		var parameters []doc
		for _, name := range names {
			parameters = append(parameters, doc{"name": name, "in": "path", "required": true, "schema": doc{"type": "string"}})
		}
		op["parameters"] = parameters
	}
	switch {
	case e.Dialect != nil:
		f := forms[e.Dialect.Path]
		op["requestBody"] = f.body(e.Models)
	case slices.Contains([]string{http.MethodPost, http.MethodPut, http.MethodPatch}, method):
		op["requestBody"] = doc{"required": false, "description": "it goes on as it is", "content": doc{mediaAny: doc{"schema": doc{}}}}
	}
	// Nobody can be told a price without the file that it hangs on, so who looks for
	// what can be bought is not sent there.
	if e.Wallets && (e.Dialect == nil || !e.Dialect.Upload) {
		op["x-payment-info"] = e.payment()
	}
	return op
}

func (e *Endpoint) summary() string {
	if e.Dialect != nil {
		return forms[e.Dialect.Path].summary
	}
	if e.Price != "" {
		return e.Product + " of " + e.Seller + ", $" + e.Price + " a call"
	}
	return e.Product + " of " + e.Seller + ", by what an answer has"
}

// security are the ways to be let in, of which one is enough.
func (e *Endpoint) security() []doc {
	ways := []doc{{"key": []string{}}}
	if e.Wallets {
		if len(e.Offers) > 0 {
			ways = append(ways, doc{"payment": []string{}})
		}
		ways = append(ways, doc{"x402": []string{}})
	}
	return ways
}

func (e *Endpoint) responses() doc {
	content := doc{}
	if e.Dialect == nil {
		content[mediaAny] = doc{"schema": doc{}}
	} else {
		f := forms[e.Dialect.Path]
		for _, media := range f.answers {
			schema := doc{}
			if media == mediaJSON {
				schema["type"] = "object"
			}
			content[media] = doc{"schema": schema}
		}
		if f.streams {
			content[mediaEvents] = doc{"schema": doc{"type": "string"}}
		}
	}
	receipt := doc{"X-Aidollar-Receipt": header("names the receipt, under /v1/receipts")}
	required := doc{}
	if e.Wallets {
		required["PAYMENT-REQUIRED"] = header("how to pay by x402: base64 of JSON")
		receipt["PAYMENT-RESPONSE"] = header("what became of a payment by x402")
	}
	if len(e.Offers) > 0 {
		required["WWW-Authenticate"] = header("how to pay by MPP: a challenge of the scheme Payment for each way")
		receipt["Payment-Receipt"] = header("that a payment by MPP was taken")
	}
	problem := doc{"application/problem+json": doc{"schema": doc{"$ref": "#/components/schemas/Problem"}}}
	return doc{
		"200":     doc{"description": "the answer", "content": content, "headers": receipt},
		"402":     doc{"description": http.StatusText(http.StatusPaymentRequired), "content": problem, "headers": required},
		"default": doc{"description": "a refusal or a breakage", "content": problem},
	}
}

func header(about string) doc { return doc{"description": about, "schema": doc{"type": "string"}} }

// payment is x-payment-info. offers is draft-payment-discovery's; the rest is what
// catalogues that list both protocols read.
func (e *Endpoint) payment() doc {
	info, protocols := doc{"pricingMode": "dynamic"}, []string{"x402"}
	if e.Price != "" {
		info["pricingMode"], info["price"] = "fixed", e.Price
	}
	if len(e.Offers) > 0 {
		var offers []doc
		for i := range e.Offers {
			offers = append(offers, e.Offers[i].doc())
		}
		info["offers"], protocols = offers, append(protocols, "mpp")
	}
	info["protocols"] = protocols
	return info
}

func (o *Offer) doc() doc {
	d := doc{"method": "evm", "intent": o.Intent, "amount": nil, "currency": o.Currency, "chainId": o.ChainID}
	if o.Amount != "" {
		d["amount"] = o.Amount
	}
	if o.About != "" {
		d["description"] = o.About
	}
	return d
}
