import CHTTPService
import Synchronization

/// libmicrohttpd's callbacks; they cannot capture, so the server's state comes as their context.
enum ServerCallbacks {
    static let access: MHD_AccessHandlerCallback = { context, _, url, method, version, upload, uploadCount, slot in
        guard let context, let url, let method, let version, let uploadCount, let object = slot?.pointee else {
            return ehs_drop
        }
        let state = Unmanaged<HTTPServerState>.fromOpaque(context).takeUnretainedValue()
        let connection = Unmanaged<HTTPConnection>.fromOpaque(object).takeUnretainedValue()
        return state.receive(
            connection,
            url: url,
            method: method,
            version: version,
            upload: upload,
            uploadCount: uploadCount
        )
    }

    /// Called for each connection before anything is allocated for it.
    static let accept: MHD_AcceptPolicyCallback = { context, address, _ in
        guard let context, let address else {
            return ehs_go_on
        }
        let state = Unmanaged<HTTPServerState>.fromOpaque(context).takeUnretainedValue()
        guard let peer = IPAddress(address), !state.shares.hasRoom(for: peer) else {
            return ehs_go_on
        }
        state.count(.connectionsOfAddress)
        return ehs_drop
    }

    /// Called with the request line, before any header is read.
    static let requestLine:
        @convention(c) (
            UnsafeMutableRawPointer?, UnsafePointer<CChar>?, OpaquePointer?
        ) -> UnsafeMutableRawPointer? = { _, target, handle in
            guard let target, let object = ehs_connection_context(handle) else {
                return nil
            }
            Unmanaged<HTTPConnection>.fromOpaque(object).takeUnretainedValue().beginRequest(target: target)
            return object
        }

    static let completed: MHD_RequestCompletedCallback = { _, _, slot, _ in
        guard let object = slot?.pointee else {
            return
        }
        Unmanaged<HTTPConnection>.fromOpaque(object).takeUnretainedValue().endRequest()
        slot?.pointee = nil
    }

    static let connection: MHD_NotifyConnectionCallback = { context, handle, slot, event in
        guard let context, let handle, let slot else {
            return
        }
        let state = Unmanaged<HTTPServerState>.fromOpaque(context).takeUnretainedValue()
        if ehs_is_start(event) != 0 {
            let connection = HTTPConnection(server: state, handle: handle)
            state.connections.withLock { $0[ObjectIdentifier(connection)] = connection }
            state.shares.take(connection.networkAddress)
            // Owned by the table above until the closing notification.
            slot.pointee = Unmanaged.passUnretained(connection).toOpaque()
        } else if let object = slot.pointee {
            // libmicrohttpd closes the descriptor after this call, so the sweeper never sees a reused one.
            let connection = Unmanaged<HTTPConnection>.fromOpaque(object).takeUnretainedValue()
            state.shares.giveBack(connection.networkAddress)
            state.endBody(of: connection)
            if connection.isHandshakeOnly {
                state.count(.noRequest)
            }
            state.connections.withLock { connections in
                _ = connections.removeValue(forKey: ObjectIdentifier(connection))
            }
            slot.pointee = nil
        }
    }
}
