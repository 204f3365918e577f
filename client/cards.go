package client

// CardModel is what a card says of a model.
type CardModel struct {
	Model     string `json:"model"`
	InputMax  uint64 `json:"input_max"` // tokens of a prompt; zero: no limit
	OutputMax uint64 `json:"output_max"`
	Period    string `json:"period"` // day or month, over which scales by the period count; empty: none do
	CardPrices
	Variants []CardVariant `json:"variants"` // the first whose condition holds prices the whole call; else the model's own prices do
}

// CardPrices are prices that hold together.
type CardPrices struct {
	Prices  []CardPrice `json:"prices"`  // what has one price for every unit
	Scales  []CardScale `json:"scales"`  // what has a price by how many units there are
	Minimum string      `json:"minimum"` // the least that a call is due; empty for none
}

// CardVariant is prices that hold under a condition.
type CardVariant struct {
	Name string        `json:"name"`
	When CardCondition `json:"when"`
	CardPrices
}

// CardCondition is when a variant holds: all that it names must.
type CardCondition struct {
	Windows   []CardWindow `json:"windows"`
	Regions   []string     `json:"regions"`
	Services  []string     `json:"services"`
	InputOver uint64       `json:"input_over"` // tokens of the prompt
}

// CardWindow is a span of the day, by the card's wall clock, on some days of the
// week.
type CardWindow struct {
	Days []string `json:"days"` // mon to sun, on which it begins
	From string   `json:"from"` // such as 22:00
	To   string   `json:"to"`   // below From: on the next day
}

// CardPrice is one price, of a single unit.
type CardPrice struct {
	Meter string `json:"meter"`
	Unit  string `json:"unit"`
	Price string `json:"price"`
}

// CardScale is prices by how many units there are.
type CardScale struct {
	Meters  []string   `json:"meters"` // counted together
	Unit    string     `json:"unit"`
	Mode    string     `json:"mode"`    // graduated, volume or package
	Every   string     `json:"every"`   // call, day or month
	Package uint64     `json:"package"` // units in a package
	Credits bool       `json:"credits"` // a cheaper tier gives back what earlier units cost more
	Tiers   []CardTier `json:"tiers"`
}

// CardTier is one tier of a scale.
type CardTier struct {
	UpTo  uint64 `json:"up_to"` // zero on the last one, which has no end
	Price string `json:"price"` // of a single unit, or of a whole package
	Fee   string `json:"fee"`   // once, when the tier is entered; empty for none
}
