import CHTTPService
import Glibc

/// The method of a request; names are case-sensitive (RFC 9110 9.1), so `post` is another method than `POST`.
package enum HTTPMethod: Sendable, Equatable {
    case get
    case head
    case post
    case put
    case patch
    case delete
    case options
    case other

    init(_ name: UnsafePointer<CChar>) {
        self =
            switch name {
            case _ where strcmp(name, "POST") == 0: .post
            case _ where strcmp(name, "GET") == 0: .get
            case _ where strcmp(name, "HEAD") == 0: .head
            case _ where strcmp(name, "PUT") == 0: .put
            case _ where strcmp(name, "PATCH") == 0: .patch
            case _ where strcmp(name, "DELETE") == 0: .delete
            case _ where strcmp(name, "OPTIONS") == 0: .options
            default: .other
            }
    }
}
