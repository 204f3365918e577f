package api

import (
	"net/http"
	"slices"
)

// route is one operation of the API: what serves it and what describes it.
type route struct {
	method, path string
	name         string // operationId
	about        string
	access       access
	params       []param
	form         *form    // of a JSON body
	lists        bool     // whether the body may be a list of the form, too
	media        string   // of the body; empty when it takes none
	mediaToo     string   // another one that it may have
	raw          bool     // whether the route reads the body itself
	bodyMax      int      // bytes; bodyMax of the package when zero
	status       int      // of success
	answers      []any    // values of the types it may answer with; none: no content
	answerMedia  string   // of an answer that is not JSON
	refusals     []string // codes that its own work may be refused with
	handle       func(*request) (any, error)
}

const mediaJSON = "application/json"

func get(path, name, about string, who access, answer any, handle func(*request) (any, error), params ...param) route {
	return route{method: http.MethodGet, path: path, name: name, about: about, access: who, params: params,
		status: http.StatusOK, answers: []any{answer}, handle: handle}
}

// post makes a route of an operator's that makes something from a form.
func post(path, name, about string, shape *form, answer any, handle func(*request) (any, error)) route {
	r := route{method: http.MethodPost, path: path, name: name, about: about, access: accessAdmin, form: shape,
		status: http.StatusCreated, answers: []any{answer}, handle: handle}
	if shape != nil {
		r.media = mediaJSON
	}
	return r
}

// patch makes a route that changes a part of something.
func patch(path, name, about string, shape *form, answer any, handle func(*request) (any, error)) route {
	return route{method: http.MethodPatch, path: path, name: name, about: about, access: accessManage, form: shape, media: mediaJSON,
		status: http.StatusOK, answers: []any{answer}, handle: handle}
}

// refusing names the codes that a route's own work may be refused with, beside those of
// its form and of the key.
func (r route) refusing(codes ...string) route {
	r.refusals = codes
	return r
}

// managed opens a route to keys that manage their own party.
func managed(r route) route {
	r.access = accessManage
	return r
}

// routes are all operations.
func routes() []route {
	return slices.Concat(registryRoutes(), ledgerRoutes(), readingRoutes(), previewRoutes(), searchRoutes(), webhookRoutes(), chainRoutes(), exchangeRoutes(), creditRoutes(), recourseRoutes(), chargeRoutes(), proofRoutes(), nettingRoutes(), rulesRoutes(), quotaRoutes(), identityRoutes(), reviewRoutes(), attestationRoutes(), dutyRoutes())
}

func registryRoutes() []route {
	party := param{name: "party", kind: fieldID, about: "only this party's"}
	seller := param{name: "seller", kind: fieldID, about: "only this seller's"}
	project := param{name: "project", kind: fieldID, about: "only this project's"}
	revoke := route{method: http.MethodDelete, path: "/keys/{id}", name: "revokeKey", access: accessManage,
		about: "Revokes an API key for good.", status: http.StatusNoContent, handle: revokeKey}
	card := post("/cards", "createCard", "Makes a rate card in YAML the seller's current one. A version is never changed: new prices are a new version.", nil, CardAnswer{}, createCard)
	card.media, card.bodyMax = "application/yaml", bodyCardMax
	card.params = []param{
		{name: "seller", kind: fieldID, about: "whose card it is; needed"},
		{name: "buyer", kind: fieldID, about: "whom it is for; everybody when missing. A buyer's own card goes before the general one, model by model"},
	}
	quote := post("/quotes", "createQuote", "Computes what a call would cost now, line by line. Nothing is kept of it.", &quoteForm, QuoteAnswer{}, createQuote)
	quote.access, quote.status = accessOwn, http.StatusOK
	assetOfParty := post("/parties/{id}/assets", "addPartyAsset", "Opens a party's accounts in a further asset, and shows that of its balance or its proceeds.", &partyAssetForm, AccountAnswer{}, addPartyAsset).
		refusing("party_unknown", "accounts_full")
	assetOfParty.status = http.StatusOK
	return []route{
		post("/assets", "createAsset", "Defines an asset.", &assetForm, AssetAnswer{}, createAsset),
		get("/assets", "listAssets", "Lists the assets.", accessOwn, AssetPage{}, listAssets),
		post("/buyers", "createBuyer", "Enters a buyer and opens its balance.", &partyForm, PartyAnswer{}, createBuyer),
		get("/buyers", "listBuyers", "Lists the buyers.", accessAdmin, PartyPage{}, listBuyers, pageParams...),
		get("/buyers/{id}", "getBuyer", "Shows a buyer.", accessOwn, PartyAnswer{}, getBuyer),
		post("/sellers", "createSeller", "Enters a seller, opens its accounts and makes the rule that shares its sales.", &sellerForm, PartyAnswer{}, createSeller),
		get("/sellers", "listSellers", "Lists the sellers.", accessAdmin, PartyPage{}, listSellers, pageParams...),
		get("/sellers/{id}", "getSeller", "Shows a seller.", accessOwn, PartyAnswer{}, getSeller),
		assetOfParty,
		managed(post("/projects", "createProject", "Enters a project, which groups keys of a buyer under common limits.", &projectForm, ProjectAnswer{}, createProject)),
		get("/projects", "listProjects", "Lists the projects, archived ones too.", accessRead, ProjectPage{}, listProjects, append([]param{party}, pageParams...)...),
		get("/projects/{id}", "getProject", "Shows a project.", accessRead, ProjectAnswer{}, getProject),
		patch("/projects/{id}", "changeProject", "Changes a project's name or limits, archives it, or takes it into use again.", &projectChangeForm, ProjectAnswer{}, changeProject),
		managed(post("/keys", "createKey", "Makes an API key and shows its secret, once.", &keyForm, KeyAnswer{}, createKey)),
		get("/keys", "listKeys", "Lists the API keys, revoked ones too.", accessManage, KeyPage{}, listKeys, append([]param{party, project}, pageParams...)...),
		get("/keys/{id}", "getKey", "Shows an API key, without its secret.", accessManage, KeyAnswer{}, getKey),
		patch("/keys/{id}", "changeKey", "Changes a key's terms.", &keyChangeForm, KeyAnswer{}, changeKey),
		managed(post("/keys/{id}/rotate", "rotateKey", "Makes a key with the same terms and another secret, shown once, and ends the old one after a grace.", &rotateForm, KeyAnswer{}, rotateKey)),
		revoke,
		post("/meters", "createMeter", "Defines a meter whose usage a seller pushes in.", &meterForm, MeterAnswer{}, createMeter),
		get("/meters", "listMeters", "Lists the meters whose usage is pushed in.", accessOwn, MeterPage{}, listMeters, append([]param{seller}, pageParams...)...),
		card,
		get("/prices", "listPrices", "Lists the models that the key's party can call now, at its own prices.", accessOwn, PricePage{}, listPrices,
			param{name: "model", kind: fieldText, about: "only this model"}),
		quote,
		get("/cards/{number}", "getCard", "Shows a rate card: prices, scales, variants and their conditions.", accessRead, CardAnswer{}, getCard),
		get("/cards", "listCards", "Lists the rate cards: a seller's own, to a buyer those for everybody and for itself.", accessRead, CardPage{}, listCards, append([]param{seller}, pageParams...)...),
	}
}

func ledgerRoutes() []route {
	transfers := post("/transfers", "createTransfers", "Carries out a transfer, or a list of up to 8,190 in order. A list is answered with one result each, whatever they are; linked ones stand or fall together.",
		&transferForm, TransferResult{}, createTransfers)
	transfers.lists, transfers.bodyMax, transfers.answers = true, bodyListMax, []any{TransferResult{}, TransferResults{}}
	batch := route{method: http.MethodPost, path: "/transfers/batch", name: "createTransferBatch", access: accessAdmin,
		about: "Carries out 1 to 8,190 transfers in the ledger's encoding of 128 bytes each. The answer has a byte for each: its result, and in the highest bit whether the amount that moved differs from the one asked for; these amounts follow in order, 16 bytes little-endian each. Repeating a batch repeats nothing: its ids are its idempotency.",
		media: MediaTransfers, raw: true, bodyMax: batchMax, status: http.StatusOK, answerMedia: MediaResults, handle: createBatch}
	limits := route{method: http.MethodPut, path: "/accounts/{id}/limits", name: "putLimits", access: accessAdmin, form: &limitsForm, media: mediaJSON,
		about: "Replaces an account's flags and limits.", status: http.StatusOK, answers: []any{AccountAnswer{}}, handle: putLimits}
	shut := post("/accounts/{id}/close", "closeAccount", "Closes an account without balance and holds.", nil, AccountAnswer{}, closeAccount)
	shut.status = http.StatusOK
	withdrawal := managed(post("/withdrawals", "createWithdrawal", "Pays a party out on the chain of a token; or, without a token and for operators, debits it by hand with money that went out.",
		&withdrawalForm, MovementAnswer{}, createWithdrawal))
	withdrawal.answers = []any{MovementAnswer{}, PayoutAnswer{}}
	return []route{
		post("/accounts", "createAccount", "Opens an account.", &accountForm, AccountAnswer{}, createAccount),
		get("/accounts/{id}", "getAccount", "Shows an account and its balances.", accessRead, AccountAnswer{}, getAccount),
		shut,
		limits,
		transfers,
		batch,
		post("/deposits", "createDeposit", "Credits a buyer by hand with money that came in.", &depositForm, MovementAnswer{}, createDeposit),
		withdrawal,
		get("/holds/{id}", "getHold", "Shows an open hold.", accessRead, HoldAnswer{}, getHold),
		post("/rules", "createRule", "Makes an allocation rule.", &ruleForm, RuleAnswer{}, createRule),
		post("/budgets", "createBudget", "Makes a budget.", &budgetForm, BudgetAnswer{}, createBudget),
		post("/seals", "createSeal", "Seals the books for effective times up to a moment.", &sealForm, SealAnswer{}, createSeal),
	}
}

func readingRoutes() []route {
	snapshot := post("/snapshots", "createSnapshot", "Writes a snapshot of the machine now.", nil, PositionAnswer{}, createSnapshot)
	receipt := get("/receipts/{id}", "getReceipt", "Shows a call with its usage, prices and movements, or proves it with a signature.", accessOwn, ReceiptAnswer{}, getReceipt,
		param{name: "signed", kind: fieldWord, words: []string{"true", "false"}, about: "true: of a closed call the receipt as a JSON Web Signature"})
	receipt.answerMedia = MediaSigned
	events := get("/events", "listEvents", "Lists what happened, the oldest first; to a client that accepts text/event-stream it goes on as it happens.", accessRead, EventPage{}, listEvents,
		append([]param{{name: "type", kind: fieldText, about: "only these types, with commas between them"}}, pageParams...)...)
	events.answerMedia = MediaEvents
	rotate := post("/receipts/keys", "createReceiptKey", "Makes a new key that receipts are signed with from now on; earlier public keys stay listed.", nil, ReceiptKeySet{}, createReceiptKey)
	usage := get("/usage", "listUsage", "Adds up what was used, the newest first, by any of seller, buyer, key, project, model, region, upstream, service and hour, day or month. As text/csv without a limit: up to 10,000 rows, and the header Link when there are more.", accessRead, UsagePage{}, listUsage, usageParams...)
	statements := get("/statements", "listStatements", "Shows a calendar month of each account that holds a party's money.", accessRead, StatementPage{}, listStatements, statementParams...)
	usage.answerMedia, statements.answerMedia = MediaCSV, MediaCSV
	return []route{
		get("/balance", "getBalance", "Shows what the key's own party has.", accessOwn, BalanceAnswer{}, getBalance),
		get("/parties/{id}/balance", "getPartyBalance", "Shows what a party has.", accessRead, BalanceAnswer{}, getPartyBalance),
		get("/accounts/{id}/history", "getHistory", "Lists an account's movements, the newest first.", accessRead, PostingPage{}, getHistory,
			append([]param{
				{name: "order", kind: fieldWord, words: []string{"posted", orderEffective}, about: "by which times they are ordered and bounded; posted when missing"},
				{name: "from", kind: fieldTime, about: "at or after it"},
				{name: "until", kind: fieldTime, about: "before it"},
			}, pageParams...)...),
		get("/accounts/{id}/balance", "getBalanceAt", "Sums an account's movements with effective times up to a moment.", accessRead, BalanceAtAnswer{}, getBalanceAt,
			param{name: "at", kind: fieldTime, about: "the moment; now when missing"}),
		get("/transfers/{id}", "getTransfer", "Shows a movement.", accessRead, PostingAnswer{}, getTransfer),
		get("/transfers", "listTransfers", "Lists the movements of a cause, or of a reference of a deposit or withdrawal.", accessAdmin, PostingPage{}, listTransfers,
			param{name: "cause", kind: fieldID, about: "what caused them"}, param{name: "reference", kind: fieldText, about: "text of a deposit or withdrawal"}),
		usage,
		statements,
		receipt,
		get("/receipts/keys", "listReceiptKeys", "Lists the public keys that receipts were signed with, as a JWK set; the current one is last.", accessOpen, ReceiptKeySet{}, listReceiptKeys),
		rotate,
		get("/calls", "listCalls", "Lists calls, the newest first.", accessRead, CallPage{}, listCalls,
			append([]param{
				{name: "party", kind: fieldID, about: "of this buyer or seller; the key's own when missing"},
				{name: "key", kind: fieldID, about: "made with this key"},
				{name: "model", kind: fieldText, about: "of this model"},
				{name: "channel", kind: fieldText, about: "that this payment channel paid"},
				{name: "from", kind: fieldTime, about: "reserved at or after it"},
				{name: "until", kind: fieldTime, about: "reserved before it"},
			}, pageParams...)...),
		events,
		get("/position", "getPosition", "Says how far the log and the books are.", accessAdmin, PositionAnswer{}, getPosition),
		snapshot,
		get("/health", "getHealth", "Says whether the server is up.", accessOpen, HealthAnswer{}, getHealth),
		get("/openapi.json", "getDescription", "This description.", accessOpen, Anything{}, getDescription),
	}
}

// Anything is an object that is described elsewhere.
type Anything struct{}
