import JSONText

extension Alert {
    /// The row of the identity table that its source has; nil for system calls and envelopes of the first version.
    var identityRow: IdentityTable.Row? {
        identityPlace == 0 ? nil : IdentityTable.rows[Int(identityPlace) - 1]
    }

    /// Returns the `StableHash` of what the row of the alert's source says is its user or remote end; nil without a row.
    package func sourceHash(_ fact: FactField) -> UInt64? {
        guard let row = identityRow, let steps = fact == .user ? row.user : fact == .remote ? row.remote : nil else {
            return nil
        }
        return text(steps) { StableHash.of($0) }
    }

    /// Hands the text that the first known field of a row gives to the body, which must not let it escape; nil for none.
    func text<Result>(
        _ steps: [IdentityTable.Step],
        _ body: (UnsafeRawBufferPointer) -> Result
    ) -> Result? {
        for step in steps {
            if let result = bytes(at: step.number, { text(step, $0, body) }) ?? nil { return result }
        }
        return nil
    }

    private func text<Result>(
        _ step: IdentityTable.Step,
        _ field: UnsafeRawBufferPointer,
        _ body: (UnsafeRawBufferPointer) -> Result
    ) -> Result? {
        guard !step.followers.isEmpty else { return step.form.text(of: field, body) }
        var joined = [UInt8](field)
        for number in step.followers {
            _ = bytes(at: number) { follower in
                joined.append(0x2F)
                joined += follower
            }
        }
        return joined.withUnsafeBytes(body)
    }

    /// Hands the UTF-8 bytes of a numbered field to the body, which must not let them escape; nil when it is unknown.
    private func bytes<Result>(at number: UInt8, _ body: (UnsafeRawBufferPointer) -> Result) -> Result? {
        guard known.contains(number) else { return nil }
        return storage.withUnsafeBytes { body(range(at: rank(of: number), $0)) }
    }
}
