package bench

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
)

// elsewhere starts a gateway at the seller's of a house, in front of the same upstream.
func (o *GatewayOptions) elsewhere(ctx context.Context, house, upstream string) (*child, error) {
	seller, err := o.onlySeller(ctx, house)
	if err != nil {
		return nil, err
	}
	post, err := o.operator(ctx, house)
	if err != nil {
		return nil, err
	}
	key, err := post("/keys", fmt.Sprintf(`{"party":%q,"name":"elsewhere","scopes":["gateway"]}`, seller))
	if err != nil {
		return nil, err
	}
	address, err := freeAddress()
	if err != nil {
		return nil, err
	}
	for name, text := range map[string]string{
		"gateway.key": key.Secret + "\n",
		"gateway.yaml": fmt.Sprintf("house: %s\nkey_file: gateway.key\nlisten: %s\nupstreams: [{name: bench, url: %s/v1, models: [bench]}]\nlog: {level: warn}\n",
			house, address, upstream),
	} {
		if err := os.WriteFile(filepath.Join(o.Dir, name), []byte(text), 0o600); err != nil {
			return nil, err
		}
	}
	c := &child{command: exec.Command(o.Program, "gateway", "--config", filepath.Join(o.Dir, "gateway.yaml")), url: "http://" + address}
	c.command.Stderr = os.Stderr
	if err := c.command.Start(); err != nil {
		return nil, err
	}
	untilReady(c.url)
	return c, nil
}

// onlySeller asks for the id of a house's first seller.
func (o *GatewayOptions) onlySeller(ctx context.Context, house string) (string, error) {
	operator, err := o.operatorKey()
	if err != nil {
		return "", err
	}
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, house+"/api/v1/sellers", nil)
	if err != nil {
		return "", err
	}
	request.Header.Set("Authorization", "Bearer "+operator)
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		return "", err
	}
	defer response.Body.Close()
	var page struct{ Items []made }
	if err := json.NewDecoder(response.Body).Decode(&page); err != nil {
		return "", err
	}
	if len(page.Items) == 0 {
		return "", fmt.Errorf("the house has no seller: %s", response.Status)
	}
	return page.Items[0].ID, nil
}
