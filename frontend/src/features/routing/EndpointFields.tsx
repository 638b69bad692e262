import type { Judge } from "@/api/types";
import { SelectField, TextField } from "@/ui/Field";
import { FieldRow } from "@/ui/Form";
import styles from "./RoutingPage.module.css";

type Props = { edited: Judge | undefined; wrong: (name: string) => string | undefined };

/** Where an endpoint is, what it costs, and what it is given beside the prompt. */
export function EndpointFields({ edited, wrong }: Props) {
  const last4 = edited?.endpoint?.key_last4;
  return (
    <>
      <FieldRow>
        <TextField
          name="base_url"
          type="url"
          label="Address"
          required
          placeholder="https://api.example.com/v1"
          defaultValue={edited?.endpoint?.base_url}
          error={wrong("base_url") ?? wrong("endpoint")}
        />
        <TextField
          name="api_key"
          type="password"
          label="API key"
          autoComplete="off"
          hint={
            last4
              ? `Empty: the key of this address stays, …${last4}. Another address needs its own.`
              : "Kept encrypted; never shown again but for its last four characters."
          }
          error={wrong("api_key")}
        />
      </FieldRow>
      <Prices prices={edited?.prices} wrong={wrong} />
      <Params edited={edited} wrong={wrong} />
    </>
  );
}

/** 0 is a price; none at all is not, and the judge is not made. */
export function Prices(props: { prices?: Judge["prices"] | undefined; wrong: Props["wrong"] }) {
  return (
    <FieldRow>
      <TextField
        name="input_price"
        type="number"
        min={0}
        step="any"
        required
        label="Input, $ per million tokens"
        defaultValue={props.prices?.input_usd_per_million}
        hint="What it reads. 0 is a price; without one it is not asked."
        error={props.wrong("input_usd_per_million")}
      />
      <TextField
        name="output_price"
        type="number"
        min={0}
        step="any"
        required
        label="Output, $ per million tokens"
        defaultValue={props.prices?.output_usd_per_million}
        hint="What it writes, its thinking included."
        error={props.wrong("output_usd_per_million")}
      />
    </FieldRow>
  );
}

function Params({ edited, wrong }: Props) {
  const given = edited?.spec.params ?? {};
  const value = (name: string) => (given[name] === undefined ? "" : String(given[name]));
  return (
    <details className={styles.more} open={Boolean(wrong("params"))}>
      <summary>Temperature, thinking, length of answers</summary>
      <div>
        {wrong("params") && (
          <p className={styles.bad} role="alert">
            {wrong("params")}
          </p>
        )}
        <FieldRow>
          <TextField
            name="temperature"
            type="number"
            min={0}
            max={2}
            step="any"
            label="Temperature"
            defaultValue={value("temperature")}
            hint="Costs nothing. 0 says the same each time; several answers to each call need more, such as 0.7. Empty: the provider’s own."
          />
          <SelectField
            name="reasoning_effort"
            label="Thinking"
            defaultValue={value("reasoning_effort")}
            hint="Of models that think before they answer; thoughts are paid as output."
          >
            <option value="">The provider’s own</option>
            {["minimal", "low", "medium", "high"].map((effort) => (
              <option key={effort}>{effort}</option>
            ))}
          </SelectField>
          <TextField
            name="max_tokens"
            type="number"
            min={1}
            max={200000}
            label="Longest answer, tokens"
            defaultValue={value("max_tokens")}
            placeholder="800"
            hint="So much is set aside in the budget for each call; an answer cut off is a failure."
          />
          <TextField
            name="top_p"
            type="number"
            min={0}
            max={1}
            step="any"
            label="Top p"
            defaultValue={value("top_p")}
            hint="Costs nothing. Leave it, or the temperature, alone."
          />
          <TextField
            name="seed"
            type="number"
            step={1}
            label="Seed"
            defaultValue={value("seed")}
            hint="Costs nothing; providers keep to it as well as they can."
          />
        </FieldRow>
      </div>
    </details>
  );
}
