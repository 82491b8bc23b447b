import JSONText

extension Facts {
    /// Takes the facts from an alert.
    ///
    /// The user is the name, else the number; the file is the descriptor's name, else the path the event names; the
    /// remote end is `fd.rip`:`fd.rport`, else server's address and port; the node is Falco's hostname.
    package init(of alert: Alert) {
        self.init()
        reserve(Self.maximumBytes)
        alert.visitFacts { append($0, $1) }
    }
}

extension Alert {
    /// Hands each fact in the order of `FactField` to the body, which must not let its bytes escape; they are not cut.
    func visitFacts(_ body: (FactField, UnsafeRawBufferPointer) -> Void) {
        storage.withUnsafeBytes { raw in
            _ = give(.process, .procName, raw, body) || give(.process, .procExepath, raw, body)
            give(.parent, .procPname, raw, body)
            give(.commandLine, .procCmdline, raw, body)
            _ =
                give(.user, .userName, raw, body) || give(.user, .userUid, raw, body)
                || give(.user, .kaUserName, raw, body) || give(.user, .ctUser, raw, body)
            _ = give(.file, .fdName, raw, body) || give(.file, .fsPathName, raw, body)
            _ = give(.remote, .fdRip, .fdRport, raw, body) || give(.remote, .fdSip, .fdSport, raw, body)
            give(.container, .containerID, raw, body)
            give(.containerName, .containerName, raw, body)
            _ =
                give(.image, .containerImageRepository, .containerImageTag, raw, body)
                || give(.image, .containerImage, raw, body)
            give(.node, .hostname, raw, body)
        }
    }

    /// Gives a field as a fact; false when it is unknown.
    @discardableResult
    private func give(
        _ fact: FactField,
        _ field: AlertField,
        _ raw: UnsafeRawBufferPointer,
        _ body: (FactField, UnsafeRawBufferPointer) -> Void
    ) -> Bool {
        guard has(field) else { return false }
        body(fact, range(at: rank(of: field), raw))
        return true
    }

    /// Gives two fields with a colon between them, or the first alone, as a fact; false when the first is unknown.
    private func give(
        _ fact: FactField,
        _ address: AlertField,
        _ port: AlertField,
        _ raw: UnsafeRawBufferPointer,
        _ body: (FactField, UnsafeRawBufferPointer) -> Void
    ) -> Bool {
        guard has(address) else { return false }
        guard has(port) else { return give(fact, address, raw, body) }
        let (first, second) = (range(at: rank(of: address), raw), range(at: rank(of: port), raw))
        withUnsafeTemporaryAllocation(byteCount: first.count + 1 + second.count, alignment: 1) { joined in
            joined.copyMemory(from: first)
            joined[first.count] = 0x3A
            UnsafeMutableRawBufferPointer(rebasing: joined[(first.count + 1)...]).copyMemory(from: second)
            body(fact, UnsafeRawBufferPointer(joined))
        }
        return true
    }
}
