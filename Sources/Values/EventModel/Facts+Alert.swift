extension Facts {
    /// Takes the facts from an alert.
    ///
    /// The user is the name, else the number; the file is the descriptor's name, else the path the event names; the
    /// remote end is `fd.rip`:`fd.rport`, else server's address and port; the node is Falco's hostname.
    package init(of alert: Alert) {
        self.init()
        reserve(Self.maximumBytes)
        take(.process, alert, [.procName, .procExepath])
        take(.parent, alert, [.procPname])
        take(.commandLine, alert, [.procCmdline])
        take(.user, alert, [.userName, .userUid, .kaUserName, .ctUser])
        take(.file, alert, [.fdName, .fsPathName])
        if !take(.remote, alert, address: .fdRip, port: .fdRport) {
            take(.remote, alert, address: .fdSip, port: .fdSport)
        }
        take(.container, alert, [.containerID])
        take(.containerName, alert, [.containerName])
        if !take(.image, alert, address: .containerImageRepository, port: .containerImageTag) {
            take(.image, alert, [.containerImage])
        }
        take(.node, alert, [.hostname])
    }

    /// Takes the first field that is known.
    private mutating func take(_ fact: FactField, _ alert: Alert, _ fields: [AlertField]) {
        for field in fields where alert.has(field) {
            alert.bytes(of: field) { append(fact, $0) }
            return
        }
    }

    /// Takes two fields with a colon between them, or the first alone; false when the first is unknown.
    @discardableResult
    private mutating func take(
        _ fact: FactField,
        _ alert: Alert,
        address: AlertField,
        port: AlertField
    ) -> Bool {
        guard alert.has(address) else { return false }
        alert.bytes(of: address) { first in
            let second: Void? = alert.bytes(of: port) { second in
                let colon: StaticString = ":"
                append(fact, first, UnsafeRawBufferPointer(start: colon.utf8Start, count: 1), second)
            }
            if second == nil {
                append(fact, first)
            }
        }
        return true
    }
}
