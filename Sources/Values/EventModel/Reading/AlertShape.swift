import JSONText

/// What a JSON value looks like, seen from its members: a Falco alert, or something that another product sends.
///
/// A Falco alert has a `rule` that is a string, and an `output` or fields. What has not is another product's: either an
/// alert is inside it (``AlertWrapper``), or the dead letter says what it looks like.
enum AlertShape {
    /// Returns whether a value is an alert itself.
    static func isAlert(_ view: JSONView) -> Bool {
        guard view.kind == .object, let rule = view.member("rule"), rule.stringBytes?.isEmpty == false else {
            return false
        }
        if view.member("output")?.stringBytes != nil { return true }
        return fields(of: view) != nil
    }

    /// The member that holds an alert's fields, in Falco's spelling or in protojson's; nil when none is there.
    static func fields(of view: JSONView) -> JSONView? {
        guard let fields = view.member("output_fields") ?? view.member("outputFields") else { return nil }
        return fields.kind == .object || fields.kind == .array || fields.kind == .string ? fields : nil
    }

    /// Returns whether a value is another product's in whose members nothing is looked for: what stands there under
    /// Falco's names is that product's idea of an alert, cut down or renamed.
    static func isForeign(_ view: JSONView) -> Bool {
        if isOwn(view) || view.member("apiVersion") != nil { return true }
        if let rule = view.member("rule"), rule.kind == .object {
            return view.member("agent") != nil || rule.member("level") != nil
        }
        return view.member("groupKey") != nil || view.member("originator") != nil
            || view.member("content")?.member("ruleName") != nil
    }

    /// Returns what a value looks like that is no alert and no wrapper with an alert in it, to be said after "it looks like".
    static func name(of view: JSONView) -> String? {
        switch view.kind {
        case .string: return "a JSON string without an alert in it"
        case .array: return "an array without an alert in it"
        case .object: break
        default: return "a single JSON value"
        }
        if let version = view.member("apiVersion")?.stringBytes, version.starts(with: Array("audit.k8s.io/".utf8)) {
            return "Kubernetes audit events (audit.k8s.io); send those to Falco's k8saudit plugin"
        }
        if isOwn(view) { return "a record of Eyrie's own topics" }
        if view.member("alerts") != nil, view.member("receiver") != nil || view.member("groupKey") != nil {
            return "an Alertmanager notification"
        }
        if view.member("labels") != nil, view.member("annotations") != nil || view.member("endsAt") != nil {
            return "an alert for Alertmanager"
        }
        if view.member("rule")?.kind == .object {
            return view.member("agent") != nil || view.member("rule")?.member("level") != nil
                ? "a Wazuh alert" : "another product's alert: its rule is an object"
        }
        if view.member("content")?.member("ruleName") != nil || view.member("originator") != nil {
            return "a Sysdig event"
        }
        if let type = view.member("Type")?.string, view.member("SubscribeURL") != nil {
            return "Amazon SNS's \(type == "SubscriptionConfirmation" ? "subscription confirmation" : "notice")"
        }
        if view.member("kind") != nil, view.member("apiVersion") != nil { return "a Kubernetes object" }
        if view.member("streams") != nil { return "a push request for Loki" }
        if view.member("resourceLogs") != nil { return "OpenTelemetry logs" }
        if view.member("specversion") != nil { return "a CloudEvents event without an alert in it" }
        return nil
    }

    /// Whether it is what Eyrie writes into its topics: sent back, it is no new alert.
    static func isOwn(_ view: JSONView) -> Bool {
        if let type = view.member("type")?.stringBytes, type.starts(with: Array("org.falco.alert.".utf8)) {
            return view.member("datasize") != nil
        }
        if view.member("profile")?.stringBytes != nil {
            return view.member("event")?.stringBytes != nil || view.member("incident")?.stringBytes != nil
        }
        return view.member("stage")?.stringBytes != nil && view.member("code")?.stringBytes != nil
            && view.member("topic") != nil && view.member("offset") != nil
    }
}
