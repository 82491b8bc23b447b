package import EventModel
package import JSONText

/// An alert with everything that an expression can use; it borrows the alert's JSON and must not outlive it.
package struct AlertSubject {
    /// The alert.
    package let alert: Alert
    /// The alert's JSON object; nil when it is not at hand, and with it all output fields that `AlertField` lacks.
    let view: JSONView?
    let context: AlertContext

    /// Makes a subject.
    ///
    /// - Parameters:
    ///   - alert: The alert.
    ///   - view: The JSON object that it was read from.
    ///   - context: What settings say of it.
    package init(_ alert: Alert, view: JSONView?, in context: AlertContext) {
        self.alert = alert
        self.view = view
        self.context = context
    }

    /// Hands the text of a field other than `priority` and `tags` to the body; nil when the alert has none.
    func withText<Result>(of field: ExpressionField, _ body: (UnsafeRawBufferPointer) -> Result) -> Result? {
        switch field {
        case .rule: alert.bytes(of: .rule, body)
        case .source: alert.bytes(of: .source, body)
        case .hostname: alert.bytes(of: .hostname, body)
        case .output: alert.bytes(of: .output, body)
        case .message: alert.bytes(of: .message, body)
        case .namespace: alert.bytes(of: alert.namespaceField ?? .kaTargetNamespace, body)
        case .pod: alert.podField.flatMap { alert.bytes(of: $0, body) }
        case .workload: alert.workload(body)
        case .container: alert.bytes(of: .containerName, body)
        case .image: alert.bytes(of: .containerImageRepository, body)
        case .cluster: Self.withBytes(of: context.cluster, body)
        case .tenant: Self.withBytes(of: context.tenant, body)
        case .custom(let name): context.labels.value(of: name).map { Self.withBytes(of: $0, body) }
        case .known(let field): alert.bytes(of: field, body)
        case .other(let name): withOutputField(name, body)
        case .priority, .tags: preconditionFailure("not a text")
        }
    }

    /// An output field as `Alert` would have it: its text, unless that means "unknown".
    private func withOutputField<Result>(_ name: String, _ body: (UnsafeRawBufferPointer) -> Result) -> Result? {
        guard let fields = view?.member("output_fields"),
            let value = Self.withBytes(of: name, { fields.member(bytes: $0) })
        else { return nil }
        return value.withText { text in
            // Only a string says in words that it is not known.
            text.isEmpty || (value.kind == .string && text.equals("<NA>")) ? nil : body(text)
        }
    }

    static func withBytes<Result>(of text: String, _ body: (UnsafeRawBufferPointer) -> Result) -> Result {
        var text = text
        return text.withUTF8 { body(UnsafeRawBufferPointer($0)) }
    }
}
