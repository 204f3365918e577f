package fixedbase

// affine is a point of the curve y² = x³ + 7 as its two coordinates.
type affine struct{ x, y element }

// point is x = X/ZZ and y = Y/ZZZ with ZZ³ = ZZZ²; with ZZ of zero it is the point at
// infinity. Additions to it are the cheapest in this form (Explicit-Formulas Database,
// short Weierstrass curves, "XYZZ coordinates").
type point struct{ x, y, zz, zzz element }

func (p *point) isInfinity() bool { return p.zz.isZero() }

func (p *point) from(a *affine) {
	p.x, p.y, p.zz, p.zzz = a.x, a.y, element{1}, element{1}
}

// double sets p to 2p (formulas "dbl-2008-s-1", with a = 0). No point of the curve has
// y = 0, for its order is odd.
func (p *point) double() {
	var u, v, w, s, m, t element
	u.add(&p.y, &p.y)
	v.square(&u)
	w.mul(&u, &v)
	s.mul(&p.x, &v)
	m.square(&p.x)
	t.add(&m, &m)
	m.add(&m, &t)
	p.x.square(&m)
	p.x.sub(&p.x, &s)
	p.x.sub(&p.x, &s)
	t.mul(&w, &p.y)
	s.sub(&s, &p.x)
	p.y.mul(&m, &s)
	p.y.sub(&p.y, &t)
	p.zz.mul(&v, &p.zz)
	p.zzz.mul(&w, &p.zzz)
}

// add sets p to p + a (formulas "madd-2008-s").
func (p *point) add(a *affine) {
	if p.isInfinity() {
		p.from(a)
		return
	}
	var h, r, hh, hhh, q element
	h.mul(&a.x, &p.zz)
	h.sub(&h, &p.x)
	r.mul(&a.y, &p.zzz)
	r.sub(&r, &p.y)
	if h.isZero() {
		if r.isZero() {
			p.double()
		} else {
			*p = point{}
		}
		return
	}
	hh.square(&h)
	hhh.mul(&h, &hh)
	q.mul(&p.x, &hh)
	p.x.square(&r)
	p.x.sub(&p.x, &hhh)
	p.x.sub(&p.x, &q)
	p.x.sub(&p.x, &q)
	q.sub(&q, &p.x)
	hhh2 := hhh
	hhh.mul(&p.y, &hhh)
	p.y.mul(&r, &q)
	p.y.sub(&p.y, &hhh)
	p.zz.mul(&p.zz, &hh)
	p.zzz.mul(&p.zzz, &hhh2)
}

// affines are the coordinates of points, none of them at infinity. They share one
// inversion (Montgomery's trick).
func affines(points []point) []affine {
	out := make([]affine, len(points))
	before := make([]element, len(points)) // the product of all zzz up to here
	product := element{1}
	for i := range points {
		before[i] = product
		product.mul(&product, &points[i].zzz)
	}
	product.invert(&product)
	for i := len(points) - 1; i >= 0; i-- {
		p := &points[i]
		var inverse, z element
		inverse.mul(&product, &before[i])
		product.mul(&product, &p.zzz)
		z.mul(&inverse, &p.zz) // 1/Z
		z.square(&z)
		out[i].x.mul(&p.x, &z)
		out[i].y.mul(&p.y, &inverse)
		out[i].x, out[i].y = out[i].x.reduced(), out[i].y.reduced()
	}
	return out
}
