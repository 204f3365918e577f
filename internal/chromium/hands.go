package chromium

import (
	"bytes"
	"cmp"
	"encoding/base64"
	"image"
	"image/color"
	"image/png"
	"maps"
	"os"
	"slices"
	"strconv"
)

// Press presses and releases a key.
func (b *Browser) Press(key string, code int) {
	b.t.Helper()
	for _, kind := range []string{"keyDown", "keyUp"} {
		params := map[string]any{"type": kind, "key": key, "code": key, "windowsVirtualKeyCode": code}
		if key == "Enter" && kind == "keyDown" {
			params["text"] = "\r"
		}
		b.Call("Input.dispatchKeyEvent", params, nil)
	}
}

// Type types into the field that has the focus.
func (b *Browser) Type(text string) {
	b.t.Helper()
	b.Call("Input.insertText", map[string]any{"text": text}, nil)
}

// Fill types into a field that a selector finds, in place of what is in it.
func (b *Browser) Fill(selector, text string) {
	b.t.Helper()
	b.Eval(`(() => { const e = document.querySelector(`+strconv.Quote(selector)+`); e.focus(); e.select(); })()`, nil)
	b.Type(text)
}

// Click presses what a selector finds, where it is on the page.
func (b *Browser) Click(selector string) {
	b.t.Helper()
	var at struct{ X, Y float64 }
	b.Eval(`(() => { const e = document.querySelector(`+strconv.Quote(selector)+`); e.scrollIntoView({block: "center", behavior: "instant"}); const r = e.getBoundingClientRect(); return {X: r.x + r.width / 2, Y: r.y + r.height / 2}; })()`, &at)
	for _, kind := range []string{"mousePressed", "mouseReleased"} {
		b.Call("Input.dispatchMouseEvent", map[string]any{"type": kind, "x": at.X, "y": at.Y, "button": "left", "clickCount": 1}, nil)
	}
}

// ForgetCookies signs everybody out.
func (b *Browser) ForgetCookies() {
	b.t.Helper()
	b.Call("Network.clearBrowserCookies", nil, nil)
}

// Look sets the window's width and the colour scheme, "light" or "dark".
func (b *Browser) Look(width int, scheme string) {
	b.t.Helper()
	b.Call("Emulation.setDeviceMetricsOverride", map[string]any{"width": width, "height": 800, "deviceScaleFactor": 1, "mobile": width < 600}, nil)
	b.Call("Emulation.setEmulatedMedia", map[string]any{"features": []map[string]string{{"name": "prefers-color-scheme", "value": scheme}}}, nil)
}

// Keep writes a picture of the whole page, as PNG.
func (b *Browser) Keep(path string) {
	b.t.Helper()
	var picture struct{ Data string }
	b.Call("Page.captureScreenshot", map[string]any{"format": "png", "captureBeyondViewport": true, "optimizeForSpeed": false}, &picture)
	raw, err := base64.StdEncoding.DecodeString(picture.Data)
	if err != nil {
		b.t.Fatal(err)
	}
	if err := os.WriteFile(path, raw, 0o600); err != nil {
		b.t.Fatal(err)
	}
}

// KeepSmall writes a picture of the whole page with the 256 colours that it has
// most of, each other pixel in the nearest of them: a page has few, and the file
// is a third of what Keep writes.
func (b *Browser) KeepSmall(path string) {
	b.t.Helper()
	var picture struct{ Data []byte }
	b.Call("Page.captureScreenshot", map[string]any{"format": "png", "captureBeyondViewport": true}, &picture)
	full, err := png.Decode(bytes.NewReader(picture.Data))
	if err != nil {
		b.t.Fatal(err)
	}
	counts := map[color.RGBA]int{}
	bounds := full.Bounds()
	for y := bounds.Min.Y; y < bounds.Max.Y; y++ {
		for x := bounds.Min.X; x < bounds.Max.X; x++ {
			counts[color.RGBAModel.Convert(full.At(x, y)).(color.RGBA)]++
		}
	}
	common := slices.SortedFunc(maps.Keys(counts), func(a, b color.RGBA) int {
		return cmp.Or(cmp.Compare(counts[b], counts[a]), cmp.Compare(a.R, b.R), cmp.Compare(a.G, b.G), cmp.Compare(a.B, b.B))
	})
	palette := color.Palette{}
	for _, c := range common[:min(len(common), 256)] {
		palette = append(palette, c)
	}
	nearest := map[color.RGBA]uint8{}
	for _, c := range common {
		nearest[c] = uint8(palette.Index(c))
	}
	small := image.NewPaletted(bounds, palette)
	for y := bounds.Min.Y; y < bounds.Max.Y; y++ {
		for x := bounds.Min.X; x < bounds.Max.X; x++ {
			small.SetColorIndex(x, y, nearest[color.RGBAModel.Convert(full.At(x, y)).(color.RGBA)])
		}
	}
	var out bytes.Buffer
	if err := (&png.Encoder{CompressionLevel: png.BestCompression}).Encode(&out, small); err != nil {
		b.t.Fatal(err)
	}
	if err := os.WriteFile(path, out.Bytes(), 0o600); err != nil {
		b.t.Fatal(err)
	}
}

// Check refuses a page that is wider than the window, or has text that is cut
// off or wider than its cell.
func (b *Browser) Check(name string, width int) {
	b.t.Helper()
	var size struct{ Page, Window int }
	b.Eval(`({Page: document.documentElement.scrollWidth, Window: window.innerWidth})`, &size)
	if size.Window != width || size.Page > size.Window {
		b.t.Errorf("%s: the page is %d wide in a window of %d, which was to be %d", name, size.Page, size.Window, width)
	}
	var cut []string
	b.Eval(`[...document.querySelectorAll("main *, .bar > *")].filter(e => {
		const r = e.getBoundingClientRect();
		return !e.closest(".hidden, thead, .scroll, .uplot") && r.width > 0 && (r.right > innerWidth + .5 || r.left < -.5);
	}).map(e => e.outerHTML.slice(0, 120))`, &cut)
	if len(cut) > 0 {
		b.t.Errorf("%s at %d: beyond the edge: %q", name, width, cut)
	}
	var overlaps []string
	b.Eval(`[...document.querySelectorAll("td, tbody th, tfoot th, dd, label, button, a.button")].filter(e => !e.closest(".hidden, .scroll") && e.scrollWidth > e.clientWidth + 1 && e.clientWidth > 0).map(e => e.outerHTML.slice(0, 160))`, &overlaps)
	if len(overlaps) > 0 {
		b.t.Errorf("%s at %d: wider than its cell: %q", name, width, overlaps)
	}
}
