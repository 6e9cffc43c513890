use lictor_sdk::{Dimension, Example, Level, Status, rule};

use super::report::{FORMATS, check_formats, format};

rule! {
    /// ## What it does
    /// Reports live secret keys of payment services by prefix, length and alphabet: Stripe, Paystack and others with
    /// `sk_live_`, Stripe's webhook secrets, Square, Braintree, Razorpay, Flutterwave, Shopify, EasyPost, Shippo, Plaid, Mollie,
    /// GoCardless, Klarna, Cashfree, Fleetbase and Flexport.
    /// Publishable keys are meant to be seen and are not reported; test keys move no money and are left to EXP313.
    ///
    /// ## Why is this bad
    /// The key moves money and reads the payment data of customers.
    ///
    /// ## Known false positives
    /// Revoked keys.
    ///
    /// ## References
    /// [Stripe: API keys](https://docs.stripe.com/keys)
    pub(crate) PAYMENT_API_KEY {
        code: "EXP303",
        slug: "payment-api-key",
        summary: "a live key of a payment service",
        message: "contains a {kind}",
        remedy: "Roll the key, and keep it out of whatever the model was given.",
        dimension: Dimension::Risk,
        level: Level::Block,
        status: Status::Stable,
        since: "0.1.0",
        revision: 2,
        sensitive: true,
        requires: &[],
        patterns: &[
            format("live payment key", r"\b(?:sk|rk)_(?:live|prod)_[A-Za-z0-9]{10,}\b"),
            format("webhook secret", r"\bwhsec_[A-Za-z0-9+/]{32,64}"),
            format("Square token", r"\bsq0(?:atp|csp|idp)-[A-Za-z0-9_-]{22,43}"),
            format("Square token", r"\bEAAA[lE][A-Za-z0-9_-]{59}"),
            format("Braintree token", r"\baccess_token\$production\$[a-z0-9]{16}\$[a-f0-9]{32}\b"),
            format("Razorpay key", r"\brzp_live_[A-Za-z0-9]{14}\b"),
            format("Flutterwave key", r"\bFLWSECK-[A-Za-z0-9]{32}-X\b"),
            format("Shopify token", r"\bshp(?:at|ca|pa|ss|tka)_[a-fA-F0-9]{32}\b"),
            format("EasyPost key", r"\bEZ[AT]K[A-Za-z0-9]{54}\b"),
            format("Shippo key", r"\bshippo_(?:live|test)_[a-fA-F0-9]{40}\b"),
            format("Mollie or GoCardless key", r"\blive_(?:[A-Za-z0-9]{30}|[A-Za-z0-9_-]{40})\b"),
            format("Klarna key", r"\bklarna_live_api_[A-Za-z0-9!?()/*$=+-]{30,}"),
            format("Cashfree key", r"\bcfsk_ma_prod_[a-f0-9]{32}_[a-f0-9]{8}\b"),
            format("Fleetbase key", r"\bflb_live_[A-Za-z0-9]{20}\b"),
            format("Flexport key", r"\bshltm_[A-Za-z0-9_-]{40}\b"),
            format("Plaid token", r"\baccess-production-[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\b"),
        ],
        fires: &[
            Example::answer("stripe.api_key = \"{{joined:sk_|live_}}{{random:alnum:24}}\""),
            Example::answer("The restricted key is {{joined:rk_|live_}}{{random:alnum:40}}."),
            Example::answer("Square: {{joined:sq0|atp-}}{{random:base64url:22}}"),
            Example::answer("{{base64:Here you go: {{joined:sk_|live_}}{{random:alnum:24}}}}"),
        ],
        ignores: &[
            Example::answer("Put {{joined:pk_|live_}}{{random:alnum:24}} into the page."),
            Example::answer("stripe.api_key = \"{{joined:sk_|live_}}xxxxxxxxxxxxxxxxxxxxxxxx\""),
            Example::answer("Keys that begin with sk_live_ must stay on the server."),
            Example::answer("Test with {{joined:sk_|test_}}{{random:alnum:24}}."),
        ],
        check: |case| check_formats(case, &[]),
        extra: FORMATS,
    }
}
