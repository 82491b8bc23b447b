package import JSONText

/// Reads received bytes as an alert, whatever its sender made of it.
///
/// | bytes | form |
/// | --- | --- |
/// | Falco's JSON | `plain` |
/// | the same with characters that JSON does not allow (``JSONRepair``) | `plain`, from a repaired copy |
/// | an alert inside another product's object or a JSON string (``AlertWrapper``), nested fields (``FieldRewriter``) | `unwrapped` |
/// | an alert behind a log collector's prefix (``AlertPrefix``) | `unwrapped` |
/// | Falco's text form, also behind a prefix | `text`, or `rescued` behind other text |
///
/// Everything else throws, and the message says what it looks like (``AlertShape``). One thread uses it at a time; it
/// owns a parser, and one more for each wrapper in a wrapper.
package final class AlertReader {
    /// What was read.
    package struct Reading: Sendable {
        /// The alert.
        package let alert: Alert
        /// Whether the received bytes are a JSON document as they are; else the envelope holds them in base64.
        package let isJSON: Bool
    }

    private let parser: JSONParser
    /// How many readers there are around this one.
    private let depth: Int
    private var inner: AlertReader?
    private var rules: GuessedRules
    private let identity: IdentityVersion

    /// Makes a reader.
    ///
    /// - Parameter parser: The parser to use; its limits hold.
    package init(parser: JSONParser = JSONParser()) {
        self.parser = parser
        depth = 0
        rules = GuessedRules()
        identity = .current
    }

    /// Makes a reader of what was received before.
    ///
    /// - Parameters:
    ///   - rule: The rule that an alert in text form got then; nil guesses it.
    ///   - identity: The version of the identity table that named it.
    package init(decidedRule rule: [UInt8]? = nil, identity: IdentityVersion) {
        parser = JSONParser()
        depth = 0
        rules = rule.map { GuessedRules(decided: $0) } ?? GuessedRules()
        self.identity = identity
    }

    private init(depth: Int, rules: GuessedRules, identity: IdentityVersion) {
        self.identity = identity
        parser = JSONParser()
        self.depth = depth
        self.rules = rules
    }

    /// Reads an alert.
    ///
    /// - Parameters:
    ///   - received: The received bytes.
    ///   - receipt: When they were received, or what an earlier reading found as the alert's time, which finds the same
    ///     again; nil refuses a text without a date.
    /// - Returns: The alert, and whether the received bytes are JSON as they are.
    /// - Throws: `PayloadFault` when there is no alert in them.
    package func read(
        _ received: UnsafeRawBufferPointer,
        receivedAt receipt: Timestamp? = nil
    ) throws(PayloadFault) -> Reading {
        // The view borrows the parser's buffers, which a caller's last use of this reader must not end.
        defer { withExtendedLifetime(self) {} }
        return try readKeepingView(received, receivedAt: receipt).reading
    }

    /// Reads an alert, and gives the JSON that it was read from for what is in no `AlertField`.
    ///
    /// - Parameters:
    ///   - received: The received bytes; the view may point into them.
    ///   - receipt: As for ``read(_:receivedAt:)``.
    /// - Returns: The alert, and a view that holds until this reader reads again or it or the bytes go away,
    ///   never longer.
    /// - Throws: `PayloadFault` when there is no alert in them.
    package func readKeepingView(
        _ received: UnsafeRawBufferPointer,
        receivedAt receipt: Timestamp? = nil
    ) throws(PayloadFault) -> (reading: Reading, view: JSONView) {
        switch parsed(received) {
        case .success(let view):
            let (alert, view) = try read(view, receipt)
            return (Reading(alert: alert, isJSON: true), view)
        case .failure(let fault):
            let (alert, view) = try readBroken(received, fault, receipt)
            return (Reading(alert: alert, isJSON: false), view)
        }
    }

    /// Reads a JSON value: an alert, or what an alert is in.
    private func read(_ view: JSONView, _ receipt: Timestamp?) throws(PayloadFault) -> (alert: Alert, view: JSONView) {
        // Records of Eyrie's own topics have no output and no fields: none of them gets past this.
        if AlertShape.isAlert(view) {
            guard FieldRewriter.isNeeded(view) else {
                return (try Alert(from: view, fields: .all, identity: identity), view)
            }
            return try readInner(FieldRewriter.copy(of: view), receipt, as: .unwrapped)
        }
        return try readWrapped(view, receipt)
    }

    /// Reads the alert inside a value that is none itself.
    private func readWrapped(
        _ view: JSONView,
        _ receipt: Timestamp?
    ) throws(PayloadFault) -> (alert: Alert, view: JSONView) {
        guard depth < AlertWrapper.maximumDepth else {
            throw Alert.fault(.wrongKind, "there are more than \(AlertWrapper.maximumDepth) wrappers around it")
        }
        if let text = view.stringBytes, AlertWrapper.mayBeAlert(Array(text)) {
            return try readInner(Array(text), receipt, as: .unwrapped)
        }
        guard view.kind == .object, !AlertShape.isForeign(view) else { throw Self.refusal(of: view) }
        // What is wrong with an alert in a wrapper says more than that there is a wrapper.
        var best: PayloadFault?
        for row in AlertWrapper.rows {
            guard let content = row.content(of: view) else { continue }
            do throws(PayloadFault) {
                switch content {
                case .object(let object):
                    guard AlertShape.isAlert(object) || AlertShape.name(of: object) == nil else { continue }
                    var (alert, view) = try nested(object, receipt)
                    if alert.form == .plain { alert.form = .unwrapped }
                    return (alert, view)
                case .bytes(let bytes):
                    return try readInner(bytes, AlertWrapper.date(of: view) ?? receipt, as: .unwrapped)
                }
            } catch {
                if best == nil, error.code != .notJSON { best = error }
            }
        }
        if AlertShape.name(of: view) == nil, let best { throw best }
        throw Self.refusal(of: view)
    }

    /// Reads an object of this reader's document one level further in.
    private func nested(_ view: JSONView, _ receipt: Timestamp?) throws(PayloadFault) -> (Alert, JSONView) {
        if AlertShape.isAlert(view), !FieldRewriter.isNeeded(view) {
            return (try Alert(from: view, fields: .all, identity: identity), view)
        }
        let reader = makeInner()
        return try reader.read(view, receipt)
    }

    /// Reads bytes that stood inside of others.
    private func readInner(
        _ bytes: [UInt8],
        _ receipt: Timestamp?,
        as form: AlertForm
    ) throws(PayloadFault) -> (alert: Alert, view: JSONView) {
        let reader = makeInner()
        var fault: PayloadFault?
        var found: (reading: Reading, view: JSONView)?
        bytes.withUnsafeBytes { bytes in
            do throws(PayloadFault) {
                found = try reader.readKeepingView(bytes, receivedAt: receipt)
            } catch {
                fault = error
            }
        }
        rules = reader.rules
        if let fault { throw fault }
        guard let found else { preconditionFailure("the body of withUnsafeBytes runs") }
        var alert = found.reading.alert
        if alert.form == .plain { alert.form = form }
        return (alert, found.view)
    }

    private func makeInner() -> AlertReader {
        let reader = inner ?? AlertReader(depth: depth + 1, rules: rules, identity: identity)
        reader.rules = rules
        inner = reader
        return reader
    }

    /// Reads bytes that are not JSON: text, an alert behind a prefix, or JSON that can be repaired.
    private func readBroken(
        _ received: UnsafeRawBufferPointer,
        _ fault: JSONFault,
        _ receipt: Timestamp?
    ) throws(PayloadFault) -> (alert: Alert, view: JSONView) {
        guard depth < AlertWrapper.maximumDepth else { throw Self.fault(fault) }
        if let prefix = AlertPrefix(received) {
            let rest = UnsafeRawBufferPointer(rebasing: received[prefix.start...])
            switch prefix.body {
            case .object where prefix.start > 0:
                return try readInner(Array(rest), receipt, as: .unwrapped)
            case .text:
                let date = prefix.date(received: receipt ?? Timestamp(nanoseconds: .max)) ?? receipt
                if let copy = TextAlert.json(of: rest, received: date, rules: &rules) {
                    return try readInner(copy, receipt, as: prefix.isForeign ? .rescued : .text)
                }
                throw PayloadFault(
                    .badValue,
                    action: "reading an alert",
                    message: "the text has a time of day and no date"
                )
            case .object: break
            }
        }
        if received.first == 0, received.count > 5, received[5] == 0x7B {
            throw PayloadFault(
                .notJSON,
                action: "reading an alert",
                message: "it looks like a value with a schema registry's prefix of five bytes"
            )
        }
        guard let copy = JSONRepair.copy(of: received) else { throw Self.fault(fault) }
        return try readInner(copy, receipt, as: .plain)
    }

    private func parsed(_ text: UnsafeRawBufferPointer) -> Result<JSONView, JSONFault> {
        do throws(JSONFault) {
            // What was received outlives the view; a copy of what stood inside it does not.
            return .success(try depth == 0 ? parser.parse(borrowing: text) : parser.parse(text))
        } catch {
            return .failure(error)
        }
    }

    private static func refusal(of view: JSONView) -> PayloadFault {
        if let name = AlertShape.name(of: view) {
            return Alert.fault(.wrongKind, "it looks like \(name), not like an alert of Falco's")
        }
        guard let rule = view.member("rule") else { return Alert.fault(.missingMember, "there is no rule") }
        guard let text = rule.stringBytes, !text.isEmpty else {
            return Alert.fault(.missingMember, "there is no rule that is a text")
        }
        return Alert.fault(.missingMember, "there is a rule, and neither output nor output_fields")
    }

    private static func fault(_ fault: JSONFault) -> PayloadFault {
        PayloadFault(
            fault.code == .invalidUTF8 ? .invalidUTF8 : .notJSON,
            action: "reading an alert",
            message: fault.message
        )
    }
}
