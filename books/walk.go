package books

import (
	"strconv"
	"strings"
)

// condition is what a column has to be.
type condition struct {
	column string
	value  any
	index  bool // there is one of the column and the row's number
}

// partialIndex says of which rows the index of a column is.
var partialIndex = map[string]string{
	"calls_state": `state <> 1`, "calls_project": `project IS NOT NULL`, "calls_region": `region IS NOT NULL`,
	"calls_channel": `channel IS NOT NULL`, "channels_state": `state <> 3`,
	"payments_call":    `call IS NOT NULL`,
	"arrivals_payment": `payment IS NOT NULL`, "arrivals_party": `party IS NOT NULL`, "arrivals_channel": `channel IS NOT NULL`,
	"arrivals_unallocated": `unallocated IS NOT NULL`, "arrivals_state": `state <> 2`,
	"payouts_tx": `tx IS NOT NULL`, "payouts_state": `state <> 3`,
	"invoices_state": `state <> 3`, "refunds_state": `state = 1`, "disputes_state": `state < 3`,
	"decisions_party": `party IS NOT NULL`, "decisions_cause": `cause IS NOT NULL`, "decisions_outcome": `outcome < 3`,
	"reviews_party": `party IS NOT NULL`,
	"duties_party":  `party IS NOT NULL`, "duties_open": `open = 1`,
}

// walkDown is the query that walks one index of a table down from its newest row:
// that of the first condition, if it has one, from one number up to before another.
// All its parts are constants.
func walkDown(table, columns string, list []condition, from, to int64, limit int) (string, []any) {
	args := []any{from, to, limit}
	var text strings.Builder
	text.WriteString(`SELECT ` + columns + ` FROM ` + table)
	order := ` ORDER BY n DESC`
	if len(list) == 0 || !list[0].index {
		text.WriteString(` WHERE n >= ?1 AND n < ?2`)
	} else {
		c, index := list[0].column, table+"_"+list[0].column
		text.WriteString(` INDEXED BY ` + index + ` WHERE ` + along(c, `?4`, `?1`, `?2`))
		if partialIndex[index] != "" {
			text.WriteString(` AND ` + partialIndex[index])
		}
		order = down(c)
		args = append(args, list[0].value)
		list = list[1:]
	}
	for _, c := range list {
		args = append(args, c.value)
		text.WriteString(` AND ` + c.column + ` = ?` + strconv.Itoa(len(args)))
	}
	text.WriteString(order + ` LIMIT ?3`)
	return text.String(), args
}
