package dialect

import (
	"bytes"
	"fmt"
	"mime"
	"net/textproto"
)

// Bounds of a form.
const (
	formPartsMax  = 64
	formFieldMax  = 64 << 10 // bytes of a field that is no file
	formHeaderMax = 4 << 10  // bytes of a part's header
)

// field is one part of a form (RFC 7578). Its bytes alias the body.
type field struct {
	name string
	file bool
	at   span // of its content
}

// readForm finds the parts of a form without copying them.
func readForm(source *Source) ([]field, *Fault) {
	kind, params, err := mime.ParseMediaType(source.ContentType)
	boundary := params["boundary"]
	if err != nil || kind != "multipart/form-data" || boundary == "" || len(boundary) > 70 {
		return nil, invalid("form_expected", "", "the request's body is not a multipart/form-data form with a boundary, which uploads are")
	}
	malformed := invalid("invalid_form", "", "the request's body is not the form that its Content-Type says: a boundary or a part's header is malformed")
	body, mark := source.Body, []byte("\r\n--"+boundary)
	at := bytes.Index(body, mark[2:])
	if at != 0 && (at < 2 || string(body[at-2:at]) != "\r\n") {
		return nil, malformed
	}
	at += len(mark) - 2
	var fields []field
	for {
		rest := body[at:]
		if bytes.HasPrefix(rest, []byte("--")) {
			return fields, nil
		}
		if !bytes.HasPrefix(rest, []byte("\r\n")) || len(fields) == formPartsMax {
			return nil, malformed
		}
		head := bytes.Index(rest[2:], []byte("\r\n\r\n"))
		if head < 0 || head > formHeaderMax {
			return nil, malformed
		}
		name, file, ok := disposition(rest[2 : 2+head])
		start := at + 2 + head + 4
		end := bytes.Index(body[start:], mark)
		if !ok || end < 0 {
			return nil, malformed
		}
		fields = append(fields, field{name, file, span{start, start + end}})
		at = start + end + len(mark)
	}
}

// disposition reads a part's name and whether it is a file.
func disposition(header []byte) (name string, file, ok bool) {
	for line := range bytes.SplitSeq(header, []byte("\r\n")) {
		key, value, found := bytes.Cut(line, []byte(":"))
		if !found || textproto.CanonicalMIMEHeaderKey(string(key)) != "Content-Disposition" {
			continue
		}
		kind, params, err := mime.ParseMediaType(string(bytes.TrimSpace(value)))
		if err != nil || kind != "form-data" {
			return "", false, false
		}
		_, file = params["filename"]
		return params["name"], file, params["name"] != ""
	}
	return "", false, false
}

// formRequest is what requests in forms have in common.
type formRequest struct {
	head      Head
	modelAt   span
	terms     Terms
	bound     Bound
	textBytes uint64 // of the fields
	fileBytes uint64 // of the files
	files     uint64
}

// Head implements Request.
func (q *formRequest) Head() *Head { return &q.head }

// read walks the fields; a field that is known to the dialect comes once.
func (q *formRequest) read(source *Source, known []string, read func(name, value string) *Fault) *Fault {
	fields, f := readForm(source)
	if f != nil {
		return f
	}
	met := map[string]bool{}
	for _, field := range fields {
		length := field.at.end - field.at.start
		if field.file {
			q.files++
			q.fileBytes += uint64(length)
			continue
		}
		if length > formFieldMax {
			return invalid("field_too_large", field.name, fmt.Sprintf("the field %s has %d bytes; at most %d are read", field.name, length, formFieldMax))
		}
		q.textBytes += uint64(length)
		value := string(source.Body[field.at.start:field.at.end])
		for _, name := range known {
			if name == field.name && met[name] {
				return invalid("invalid_form", name, "a second field named "+name)
			}
		}
		met[field.name] = true
		switch field.name {
		case "model":
			if f := modelFault(length); f != nil {
				return f
			}
			q.head.Model, q.modelAt = value, field.at
		case "stream":
			q.head.Stream = value == "true" || value == "True" || value == "1"
		default:
			if f := read(field.name, value); f != nil {
				return f
			}
		}
	}
	if q.head.Model == "" {
		return modelMissing
	}
	if q.files == 0 {
		return invalid("file_missing", "file", "the form has no file")
	}
	return nil
}

// Append implements Request.
func (q *formRequest) Append(out, body []byte, need Needs) []byte {
	if need.Model == "" || need.Model == q.head.Model {
		return append(out, body...)
	}
	return rewrite(out, body, []edit{{q.modelAt, need.Model}})
}
