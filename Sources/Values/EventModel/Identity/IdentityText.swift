import JSONText

extension IdentityTerm.Form {
    /// Hands what is taken of a field's text to the body, which must not let it escape; nil when nothing is.
    func text<Result>(of field: UnsafeRawBufferPointer, _ body: (UnsafeRawBufferPointer) -> Result) -> Result? {
        switch self {
        case .whole: body(field)
        case .serviceAccountNamespace: Self.serviceAccountNamespace(field).map(body)
        case .kubernetesUser: body(Self.kubernetesUser(field))
        case .arnName: AmazonResourceName(field).map { body($0.name) }
        case .arnAccount: AmazonResourceName(field).flatMap { $0.account.isEmpty ? nil : body($0.account) }
        case .firstPart: body(field.prefix(before: 0x2F))
        case .workload: Workload.withName(ofPod: field, body)
        case .host: HostName.isContainerID(field) ? nil : body(field)
        case .collector: HostName.isContainerID(field) ? nil : body(Workload.collector(field))
        }
    }

    /// The namespace of a service account: `system:serviceaccount:NAMESPACE:NAME`.
    ///
    /// Source: k8s.io/apiserver/pkg/authentication/serviceaccount (`MakeUsername`).
    private static func serviceAccountNamespace(_ user: UnsafeRawBufferPointer) -> UnsafeRawBufferPointer? {
        guard let rest = user.removing(prefix: "system:serviceaccount:") else { return nil }
        let namespace = rest.prefix(before: 0x3A)
        return namespace.isEmpty || namespace.count == rest.count ? nil : namespace
    }

    /// A Kubernetes user without what is new with each node, token or session.
    ///
    /// `system:node:NAME` (node authorization) is `system:node`, for a cluster that scales has new nodes each day;
    /// `system:bootstrap:ID` (bootstrap tokens) is `system:bootstrap`; a session of an AWS role
    /// (`arn:aws:sts::ACCOUNT:assumed-role/ROLE/SESSION`, as EKS names users) is its role.
    private static func kubernetesUser(_ user: UnsafeRawBufferPointer) -> UnsafeRawBufferPointer {
        for (prefix, kept) in [("system:node:", 11), ("system:bootstrap:", 16)] as [(StaticString, Int)] {
            if let rest = user.removing(prefix: prefix), !rest.isEmpty {
                return UnsafeRawBufferPointer(rebasing: user[..<kept])
            }
        }
        return AmazonResourceName(user)?.withoutSession ?? user
    }
}

/// An Amazon resource name of an identity: `arn:PARTITION:SERVICE:REGION:ACCOUNT:RESOURCE`.
///
/// Source: IAM's reference of identifiers. A resource is `root`, `user/PATH/NAME`, `role/PATH/NAME`,
/// `assumed-role/ROLE/SESSION` or `federated-user/NAME`.
struct AmazonResourceName {
    /// The account's number; empty where there is none.
    let account: UnsafeRawBufferPointer
    /// The name of the user or role, without path and session.
    let name: UnsafeRawBufferPointer
    /// All of it but the session of an assumed role.
    let withoutSession: UnsafeRawBufferPointer

    /// Reads a name; nil for what is none.
    init?(_ text: UnsafeRawBufferPointer) {
        guard text.removing(prefix: "arn:") != nil else { return nil }
        var stops: [Int] = []
        for index in text.indices where text[index] == 0x3A {
            stops.append(index)
            if stops.count == 5 { break }
        }
        guard stops.count == 5, stops[4] + 1 < text.count else { return nil }
        account = UnsafeRawBufferPointer(rebasing: text[(stops[3] + 1)..<stops[4]])
        let resource = UnsafeRawBufferPointer(rebasing: text[(stops[4] + 1)...])
        if let role = resource.removing(prefix: "assumed-role/") {
            name = role.prefix(before: 0x2F)
            withoutSession = UnsafeRawBufferPointer(rebasing: text[..<(text.count - role.count + name.count)])
        } else {
            let slash = resource.lastIndex(of: 0x2F).map { $0 + 1 } ?? 0
            name = UnsafeRawBufferPointer(rebasing: resource[slash...])
            withoutSession = text
        }
    }
}

extension UnsafeRawBufferPointer {
    /// Returns what is before the first such byte, all when there is none.
    func prefix(before byte: UInt8) -> UnsafeRawBufferPointer {
        UnsafeRawBufferPointer(rebasing: self[..<(firstIndex(of: byte) ?? count)])
    }

    /// Returns what is behind a prefix; nil when it does not begin with it.
    func removing(prefix: StaticString) -> UnsafeRawBufferPointer? {
        let length = prefix.utf8CodeUnitCount
        guard count >= length, UnsafeRawBufferPointer(rebasing: self[..<length]).equals(prefix) else { return nil }
        return UnsafeRawBufferPointer(rebasing: self[length...])
    }

    /// Returns what is before a suffix; nil when it does not end with it.
    func removing(suffix: StaticString) -> UnsafeRawBufferPointer? {
        let length = suffix.utf8CodeUnitCount
        guard count >= length, UnsafeRawBufferPointer(rebasing: self[(count - length)...]).equals(suffix) else {
            return nil
        }
        return UnsafeRawBufferPointer(rebasing: self[..<(count - length)])
    }
}
