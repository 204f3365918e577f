// Package facts holds the entities that rules ask of: places, participants, chips,
// regions, models, assets. Each is known in versions with dates, and some of what rules
// need is computed of them: who stands behind a participant, and whom the listed own.
package facts
