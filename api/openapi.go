package api

import (
	"encoding/json"
	"net/http"
	"strconv"
	"strings"

	"aidollar/core/clearing"
)

// extensionCodes lists a refusal's codes for programs.
const extensionCodes = "x-codes"

// object of a JSON document; encoding/json writes its names in order.
type doc = map[string]any

// describe writes the OpenAPI 3.1 document of a table of routes.
func describe(table []route) []byte {
	s := schemas{}
	paths := map[string]doc{}
	for i := range table {
		r := &table[i]
		path := Prefix + r.path
		if paths[path] == nil {
			paths[path] = doc{}
		}
		paths[path][strings.ToLower(r.method)] = s.operation(r)
	}
	s.scalars()
	s.answer(Problem{})
	document, err := json.Marshal(doc{
		"openapi": "3.1.0",
		"info": doc{
			"title": "aidollar", "version": "1.0.0",
			"description": "Operators and customers of a clearing house for AI compute. Amounts are decimals in strings, times are RFC 3339, ids are UUIDs.",
			"license":     doc{"name": "Apache-2.0", "identifier": "Apache-2.0"},
		},
		"servers":  []doc{{"url": "/", "description": "the server that served this"}},
		"security": []doc{{"key": []string{}}},
		"paths":    paths,
		"components": doc{
			"schemas":         s,
			"securitySchemes": doc{"key": doc{"type": "http", "scheme": "bearer", "description": "An API key: sk-aid-…"}},
		},
	})
	if err != nil {
		panic(err) // texts and numbers only: there is nothing that can fail
	}
	return document
}

// schemas are the components that have been named so far.
type schemas map[string]any

func (s schemas) operation(r *route) doc {
	op := doc{
		"operationId": r.name, "summary": r.about, "description": "Needs: " + r.access.String() + ".",
		"responses": s.responses(r),
	}
	if r.access == accessOpen {
		op["security"] = []doc{{}}
	}
	if params := s.parameters(r); len(params) > 0 {
		op["parameters"] = params
	}
	switch {
	case r.form != nil:
		schema := s.form(r.form)
		if r.lists {
			schema = doc{"oneOf": []any{schema, doc{"type": "array", "items": schema, "minItems": 1, "maxItems": clearing.TransfersMax}}}
		}
		op["requestBody"] = doc{"required": true, "content": doc{r.media: doc{"schema": schema}}}
	case r.media == MediaTransfers:
		op["requestBody"] = doc{"required": true, "content": doc{r.media: doc{"schema": doc{}}}}
	case r.media != "":
		content := doc{r.media: doc{"schema": doc{"type": "string"}}}
		if r.mediaToo != "" {
			content[r.mediaToo] = doc{"schema": doc{}}
		}
		op["requestBody"] = doc{"required": true, "content": content}
	}
	return op
}

func (s schemas) responses(r *route) doc {
	success := doc{"description": http.StatusText(r.status)}
	if r.answerMedia != "" {
		success["content"] = doc{r.answerMedia: doc{"schema": doc{}}}
	}
	if len(r.answers) > 0 {
		schema := s.answer(r.answers[0])
		if len(r.answers) > 1 {
			var any []doc
			for _, a := range r.answers {
				any = append(any, s.answer(a))
			}
			schema = doc{"oneOf": any}
		}
		content := doc{mediaJSON: doc{"schema": schema}}
		if r.answerMedia != "" {
			content[r.answerMedia] = doc{"schema": doc{"type": "string"}}
		}
		success["content"] = content
	}
	if r.method == http.MethodPost && !r.raw {
		success["headers"] = doc{"Idempotency-Replayed": doc{
			"description": "true when the same was done before and this is its answer", "schema": doc{"type": "string", "enum": []string{"true"}},
		}}
	}
	list := doc{
		strconv.Itoa(r.status): success,
		"default":              doc{"description": "A refusal or a breakage", "content": doc{problemMedia: doc{"schema": ref("Problem")}}},
	}
	for _, code := range r.refusals {
		status := strconv.Itoa(statusOf(code))
		refused, ok := list[status].(doc)
		if !ok {
			refused = doc{"description": "Refused:", extensionCodes: []string{}, "content": doc{problemMedia: doc{"schema": ref("Problem")}}}
			list[status] = refused
		}
		refused["description"] = refused["description"].(string) + "\n- `" + code + "`: " + sentenceOf(code)
		refused[extensionCodes] = append(refused[extensionCodes].([]string), code)
	}
	tagged := doc{"ETag": doc{"description": "names this state of it", "schema": doc{"type": "string"}}}
	switch r.method {
	case http.MethodGet:
		success["headers"] = tagged
		list[strconv.Itoa(http.StatusNotModified)] = doc{"description": "The client has this state already", "headers": tagged}
	case http.MethodPatch, http.MethodPut:
		success["headers"] = tagged
	}
	return list
}

func (s schemas) parameters(r *route) []doc {
	var params []doc
	for _, part := range strings.Split(r.path, "/") {
		if name, ok := strings.CutPrefix(part, "{"); ok {
			name = strings.TrimSuffix(name, "}")
			schema := ref("ID")
			switch name {
			case "number":
				schema = doc{"type": "integer", "minimum": 0}
			case "type", "entity":
				schema = doc{"type": "string", "minLength": 1}
			}
			params = append(params, doc{"name": name, "in": "path", "required": true, "schema": schema})
		}
	}
	for _, p := range r.params {
		schema := s.kind(&field{kind: p.kind, max: pageMax, words: p.words})
		params = append(params, doc{"name": p.name, "in": "query", "description": p.about, "schema": schema})
	}
	switch r.method {
	case http.MethodGet:
		params = append(params, headerParam("If-None-Match", "ETags of what the client has already"))
	case http.MethodPatch:
		params = append(params, headerParam("If-Match", "ETag of the state that is to be changed; 412 when it is another by now"))
	}
	if r.method == http.MethodPost && !r.raw {
		params = append(params, doc{
			"name": "Idempotency-Key", "in": "header", "description": "makes the request safe to repeat: a UUIDv7, or any other text of the caller's",
			"schema": doc{"type": "string", "minLength": 1, "maxLength": idempotencyKeyMax},
		})
	}
	return params
}

func headerParam(name, about string) doc {
	return doc{"name": name, "in": "header", "description": about, "schema": doc{"type": "string"}}
}

func ref(name string) doc { return doc{"$ref": "#/components/schemas/" + name} }

// scalars names the kinds of strings.
func (s schemas) scalars() {
	s["ID"] = doc{
		"type": "string", "description": "a UUID; of a transfer a UUIDv7, whose time must be within the ledger's window",
		"pattern":  "^[0-9A-Fa-f]{8}-?[0-9A-Fa-f]{4}-?[0-9A-Fa-f]{4}-?[0-9A-Fa-f]{4}-?[0-9A-Fa-f]{12}$",
		"examples": []string{"0190a5d2-7c1e-7aaa-8000-0123456789ab"},
	}
	s["Amount"] = doc{
		"type": "string", "description": "a plain decimal with at most the asset's decimals; no sign, exponent or separators",
		"pattern": `^[0-9]+(\.[0-9]+)?$`, "examples": []string{"12.50", "0.000000005"},
	}
	s["AmountOrMax"] = doc{
		"type": "string", "description": "a plain decimal, or max for as much as there is",
		"pattern": `^([0-9]+(\.[0-9]+)?|max)$`, "examples": []string{"12.50", "max"},
	}
	s["Asset"] = doc{"type": "string", "description": "an ISO 4217 code or a CAIP-19 asset type", "examples": []string{"USD"}}
	s["Time"] = doc{"type": "string", "format": "date-time", "description": "a time of RFC 3339"}
}

// form names the schema of a body.
func (s schemas) form(f *form) doc {
	if _, done := s[f.name]; !done {
		properties, required := doc{}, []string{}
		for i := range f.fields {
			p := s.kind(&f.fields[i])
			if about := f.fields[i].about; about != "" {
				p["description"] = about
			}
			properties[f.fields[i].name] = p
			if f.fields[i].required {
				required = append(required, f.fields[i].name)
			}
		}
		schema := doc{"type": "object", "description": f.about, "properties": properties, "additionalProperties": false}
		if len(required) > 0 {
			schema["required"] = required
		}
		s[f.name] = schema
	}
	return ref(f.name)
}

// kind is the schema of a field.
func (s schemas) kind(f *field) doc {
	switch f.kind {
	case fieldID:
		return ref("ID")
	case fieldAmountOrMax:
		return ref("AmountOrMax")
	case fieldTime:
		return ref("Time")
	case fieldAsset:
		return ref("Asset")
	case fieldAmount, fieldDigits:
		return ref("Amount")
	case fieldWhole:
		return doc{"type": "integer", "minimum": 0, "maximum": f.max}
	case fieldWord:
		return doc{"type": "string", "enum": f.words}
	case fieldWords:
		return doc{"type": "array", "items": doc{"type": "string", "enum": f.words}, "maxItems": f.max}
	case fieldBool:
		return doc{"type": "boolean"}
	case fieldAnything:
		return doc{"type": "object"}
	case fieldForm:
		return s.form(f.form)
	case fieldTexts:
		return doc{"type": "array", "items": doc{"type": "string", "minLength": 1, "maxLength": textLengthMax}, "maxItems": f.max}
	case fieldForms:
		return doc{"type": "array", "items": s.form(f.form), "maxItems": f.max}
	}
	if f.max == 0 {
		return doc{"type": "string"}
	}
	return doc{"type": "string", "minLength": 1, "maxLength": f.max}
}

// Description is the OpenAPI 3.1 document, as it is served.
func Description() []byte { return describe(routes()) }
