package clearing

import (
	"aidollar/core/internal/wire"
	"aidollar/core/ledger"
)

// readKey reads what AddKey wrote.
func readKey(r *wire.Reader) Key {
	k := Key{ID: r.ID()}
	copy(k.Hash[:], r.Take(len(k.Hash)))
	k.Party, k.Name, k.Scopes, k.Terms = r.ID(), r.Text(), Scopes(r.U16()), readKeyTerms(r)
	return k
}

func (m *Machine) addProject(now int64, p Project) Answer {
	if i, ok := m.registry.projectsByID[p.ID]; ok {
		known := *m.registry.projects.At(i)
		known.Since, known.Archived = p.Since, 0
		if known != p {
			return refused(refusalProjectDiffers)
		}
		return Answer{Exists: true}
	}
	switch {
	case p.ID.IsZero():
		return refused(refusalIDZero)
	case !nameValid(p.Name):
		return refused(refusalName)
	case m.registry.projects.Len() >= ProjectsMax:
		return refused(refusalProjectsFull)
	}
	party, ok := m.Party(p.Party)
	switch {
	case !ok:
		return refused(refusalPartyUnknown)
	case party.Role != RoleBuyer:
		return refused(refusalRole)
	}
	if r := m.defineBudgets(projectBudgets(m.registry.projects.Len()), 0, party.Asset, p.Limits); r != ledger.OK {
		return refused(r.String())
	}
	m.registry.addProject(p)
	m.projectChanged(now, &p)
	return Answer{}
}

func (m *Machine) projectChanged(now int64, p *Project) {
	if m.observer != nil {
		m.observer.ProjectChanged(now, p)
	}
}

func (m *Machine) changeProject(now int64, c *ChangeProject) Answer {
	i, ok := m.registry.projectsByID[c.ID]
	switch {
	case !ok:
		return refused(refusalProjectUnknown)
	case !nameValid(c.Name):
		return refused(refusalName)
	}
	p := *m.registry.projects.At(i)
	p.Name, p.Limits = c.Name, c.Limits
	switch {
	case !c.Archived:
		p.Archived = 0
	case p.Archived == 0:
		p.Archived = now
	}
	if p == *m.registry.projects.At(i) {
		return Answer{Exists: true}
	}
	m.changeBudgets(projectBudgets(i), p.Limits)
	*m.registry.projects.Change(i) = p
	m.registry.revision++
	m.projectChanged(now, &p)
	return Answer{}
}

func (m *Machine) addKey(now int64, k Key) Answer {
	if i, ok := m.registry.keysByID[k.ID]; ok {
		known := *m.registry.keys.At(i)
		known.Since, known.Revoked = k.Since, 0
		if !known.equal(&k) {
			return refused(refusalKeyDiffers)
		}
		return Answer{Exists: true}
	}
	if _, ok := m.registry.keysByHash[k.Hash]; ok {
		return refused(refusalKeyDiffers)
	}
	switch {
	case k.ID.IsZero():
		return refused(refusalIDZero)
	case !nameValid(k.Name):
		return refused(refusalName)
	case !k.Scopes.Valid():
		return refused(refusalScopes)
	case m.registry.keys.Len() >= KeysMax:
		return refused(refusalKeysFull)
	}
	party, ok := m.Party(k.Party)
	switch {
	case !ok && (!k.Party.IsZero() || k.Scopes&^ScopeAdmin != 0):
		return refused(refusalPartyUnknown)
	case ok && k.Scopes&ScopeAdmin != 0:
		return refused(refusalScopes)
	case ok && k.Scopes&ScopeCall != 0 && party.Role != RoleBuyer, ok && k.Scopes&(ScopeMeter|ScopeGateway) != 0 && party.Role != RoleSeller:
		return refused(refusalRole)
	}
	if refusal := k.Terms.refusal(); refusal != "" {
		return refused(refusal)
	}
	parent := ledger.BudgetID(0)
	if !k.Terms.Project.IsZero() {
		// A key draws on its project's limits and shows its spending: that of
		// another party is nobody's business.
		project, ok := m.Project(k.Terms.Project)
		switch {
		case !ok || project.Party != k.Party:
			return refused(refusalProjectUnknown)
		case project.Archived != 0:
			return refused(refusalProjectArchived)
		}
		parent = projectBudgets(m.registry.projectsByID[project.ID]) + budgetDay
	}
	if k.spends() {
		if r := m.defineBudgets(keyBudgets(m.registry.keys.Len()), parent, party.Asset, k.Terms.Limits); r != ledger.OK {
			return refused(r.String())
		}
	}
	m.registry.addKey(k)
	m.keyChanged(&k)
	return Answer{}
}

func (m *Machine) keyChanged(k *Key) {
	if m.observer != nil {
		m.observer.KeyChanged(k)
	}
}

func (m *Machine) changeKey(c *ChangeKey) Answer {
	i, ok := m.registry.keysByID[c.ID]
	if !ok {
		return refused(refusalKeyUnknown)
	}
	k := *m.registry.keys.At(i)
	switch {
	case k.Revoked != 0:
		return refused(refusalKeyRevoked)
	case k.Terms.Project != c.Terms.Project:
		return refused(refusalKeyProject)
	case k.Terms.equal(&c.Terms):
		return Answer{Exists: true}
	}
	if refusal := c.Terms.refusal(); refusal != "" {
		return refused(refusal)
	}
	k.Terms = c.Terms
	if k.spends() {
		m.changeBudgets(keyBudgets(i), k.Terms.Limits)
	}
	*m.registry.keys.Change(i) = k
	m.registry.revision++
	m.keyChanged(&k)
	return Answer{}
}

func (m *Machine) revokeKey(now int64, id ledger.ID) Answer {
	i, ok := m.registry.keysByID[id]
	if !ok {
		return refused(refusalKeyUnknown)
	}
	if m.registry.keys.At(i).Revoked != 0 {
		return Answer{Exists: true}
	}
	k := m.registry.keys.Change(i)
	k.Revoked = now
	m.registry.revision++
	m.keyChanged(k)
	return Answer{}
}
