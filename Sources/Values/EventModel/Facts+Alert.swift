import JSONText

extension Facts {
    /// Takes the facts from an alert.
    ///
    /// The user is the name, else the number; the file is the descriptor's name, else the path the event names; the
    /// remote end is `fd.rip`:`fd.rport`, else server's address and port; the node is Falco's hostname. Of a plugin's
    /// alert user, file, remote end, verb and resource are first what the row of its source says.
    package init(of alert: Alert) {
        self.init()
        reserve(Self.maximumBytes)
        alert.visitFacts { append($0, $1) }
    }
}

extension Alert {
    /// Hands each fact in the order of `FactField` to the body, which must not let its bytes escape; they are not cut.
    func visitFacts(_ body: (FactField, UnsafeRawBufferPointer) -> Void) {
        if let row = identityRow {
            visitFacts(by: row, body)
        } else {
            storage.withUnsafeBytes { raw in
                giveProcess(raw, body)
                giveUser(raw, body)
                giveFile(raw, body)
                giveRemote(raw, body)
                giveContainer(raw, body)
            }
        }
        if var form = form.fact {
            form.withUTF8 { body(.form, UnsafeRawBufferPointer($0)) }
        }
    }

    /// Does it for an alert whose source has a row, whose fields stand before those of system calls.
    @inline(never)
    private func visitFacts(
        by row: IdentityTable.Row,
        _ body: (FactField, UnsafeRawBufferPointer) -> Void
    ) {
        storage.withUnsafeBytes { raw in
            giveProcess(raw, body)
            if !give(.user, row.user, body) { giveUser(raw, body) }
            if !give(.file, row.file, body) { giveFile(raw, body) }
            if !give(.remote, row.remote, body) { giveRemote(raw, body) }
            giveContainer(raw, body)
            _ = give(.verb, row.verb, body)
            _ = give(.resource, row.resource, body)
        }
    }

    @inline(__always)
    private func giveProcess(_ raw: UnsafeRawBufferPointer, _ body: (FactField, UnsafeRawBufferPointer) -> Void) {
        _ = give(.process, .procName, raw, body) || give(.process, .procExepath, raw, body)
        give(.parent, .procPname, raw, body)
        give(.commandLine, .procCmdline, raw, body)
    }

    @inline(__always)
    private func giveUser(_ raw: UnsafeRawBufferPointer, _ body: (FactField, UnsafeRawBufferPointer) -> Void) {
        _ =
            give(.user, .userName, raw, body) || give(.user, .userUid, raw, body)
            || give(.user, .kaUserName, raw, body) || give(.user, .ctUser, raw, body)
    }

    @inline(__always)
    private func giveFile(_ raw: UnsafeRawBufferPointer, _ body: (FactField, UnsafeRawBufferPointer) -> Void) {
        _ = give(.file, .fdName, raw, body) || give(.file, .fsPathName, raw, body)
    }

    @inline(__always)
    private func giveRemote(_ raw: UnsafeRawBufferPointer, _ body: (FactField, UnsafeRawBufferPointer) -> Void) {
        _ = give(.remote, .fdRip, .fdRport, raw, body) || give(.remote, .fdSip, .fdSport, raw, body)
    }

    @inline(__always)
    private func giveContainer(_ raw: UnsafeRawBufferPointer, _ body: (FactField, UnsafeRawBufferPointer) -> Void) {
        give(.container, .containerID, raw, body)
        give(.containerName, .containerName, raw, body)
        _ =
            give(.image, .containerImageRepository, .containerImageTag, raw, body)
            || give(.image, .containerImage, raw, body)
        give(.node, .hostname, raw, body)
    }

    /// Gives what the fields of a row say as a fact; false when none of them is known.
    private func give(
        _ fact: FactField,
        _ steps: [IdentityTable.Step],
        _ body: (FactField, UnsafeRawBufferPointer) -> Void
    ) -> Bool {
        text(steps) { body(fact, $0) } != nil
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
