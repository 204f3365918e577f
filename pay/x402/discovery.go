package x402

import (
	"encoding/json"
)

const itemsMax = 1000 // of one page of a listing

// Item is one thing that is sold, in the listing of GET /discovery/resources.
type Item struct {
	Resource    string // its URL
	Type        string // "http" or "mcp"
	Version     int    // 1 or 2
	Accepts     []Requirements
	LastUpdated string // RFC 3339
	Description string
	MimeType    string
	ServiceName string
	Tags        []string
	IconURL     string
	Extensions  json.RawMessage // an object, or nil
}

// Listing is one page of what is sold.
type Listing struct {
	Version              int // 2, or 1 for clients of version 1
	Items                []Item
	Limit, Offset, Total int64
}

type pageWire struct {
	Limit  int64 `json:"limit"`
	Offset int64 `json:"offset"`
	Total  int64 `json:"total"`
}

type itemWire struct {
	Resource    string          `json:"resource"`
	Type        string          `json:"type"`
	Version     int             `json:"x402Version"`
	Accepts     []any           `json:"accepts"`
	LastUpdated string          `json:"lastUpdated"`
	Description string          `json:"description,omitempty"`
	MimeType    string          `json:"mimeType,omitempty"`
	ServiceName string          `json:"serviceName,omitempty"`
	Tags        []string        `json:"tags,omitempty"`
	IconURL     string          `json:"iconUrl,omitempty"`
	Extensions  json.RawMessage `json:"extensions,omitempty"`
}

// HasExtension tells whether the thing's extensions have one of that key.
func (it *Item) HasExtension(key string) bool {
	d, o, err := openExtensions(it.Extensions)
	defer d.done()
	return err == nil && o.present() && o.find(key) >= 0
}

// Found is a page of what a search has found (GET /discovery/search).
type Found struct {
	Version int
	Items   []Item
	Limit   int64
	Cursor  string // of the next page, "" on the last
}

// JSON is the body of the answer.
func (f *Found) JSON() ([]byte, error) {
	page := struct {
		Limit  int64   `json:"limit"`
		Cursor *string `json:"cursor"`
	}{Limit: f.Limit}
	if f.Cursor != "" {
		page.Cursor = &f.Cursor
	}
	return encode(struct {
		Version   int        `json:"x402Version"`
		Resources []itemWire `json:"resources"`
		Page      any        `json:"pagination"`
	}{f.Version, itemsWire(f.Items), page})
}

// JSON is the body of the listing.
func (l *Listing) JSON() ([]byte, error) {
	return encode(struct {
		Version    int        `json:"x402Version"`
		Items      []itemWire `json:"items"`
		Pagination pageWire   `json:"pagination"`
	}{l.Version, itemsWire(l.Items), pageWire{l.Limit, l.Offset, l.Total}})
}

func itemsWire(all []Item) []itemWire {
	items := make([]itemWire, len(all))
	for i := range all {
		it := &all[i]
		of := Resource{URL: it.Resource, Description: it.Description, MimeType: it.MimeType}
		accepts := make([]any, len(it.Accepts))
		for k := range it.Accepts {
			accepts[k] = it.Accepts[k].wire(it.Version, &of)
		}
		items[i] = itemWire{it.Resource, it.Type, it.Version, accepts, it.LastUpdated, it.Description,
			it.MimeType, it.ServiceName, it.Tags, it.IconURL, it.Extensions}
	}
	return items
}

// ParseListing reads the answer of GET /discovery/resources.
func ParseListing(src []byte) (*Listing, error) {
	d, err := scan(src, bodyBytesMax)
	if err != nil {
		return nil, err
	}
	o := d.root()
	page := o.object("pagination")
	l := &Listing{Version: o.version(), Limit: page.whole("limit"), Offset: page.whole("offset"), Total: page.whole("total")}
	for _, i := range o.list("items", itemsMax) {
		l.Items = append(l.Items, d.objectAt(i).item())
	}
	if d.bad != nil {
		return nil, d.bad
	}
	return l, nil
}

func (o object) item() Item {
	it := Item{
		Resource: o.word("resource", proseMax), Type: o.word("type", wordTextMax), Version: o.version(),
		LastUpdated: o.textOptional("lastUpdated", wordTextMax), Description: o.textOptional("description", proseMax),
		MimeType: o.textOptional("mimeType", wordTextMax), ServiceName: o.textOptional("serviceName", serviceNameMax),
		Tags: o.texts("tags", resourceTagsMax), IconURL: o.textOptional("iconUrl", proseMax), Extensions: o.open("extensions"),
	}
	for _, i := range o.list("accepts", acceptsMax) {
		it.Accepts = append(it.Accepts, o.objectAt(i).requirements(it.Version))
	}
	return it
}
