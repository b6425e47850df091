const http=require('http'),tls=require('tls');const [,,ph,pp,th,tp,u,p]=process.argv;
const headers={}; if(u) headers['Proxy-Authorization']='Basic '+Buffer.from(u+':'+p).toString('base64');
const r=http.request({host:ph,port:+pp,method:'CONNECT',path:`${th.includes(':')?'['+th+']':th}:${tp}`,headers});
r.on('connect',(res,sock,head)=>{console.error('connect event',res.statusCode,'head',head.length,JSON.stringify(head.toString('latin1').slice(0,40)));
 if(res.statusCode!==200){console.log('refused',res.statusCode);process.exitCode=3;sock.destroy();return}
 if(head.length) sock.unshift(head);
 const t=tls.connect({socket:sock,servername:require('net').isIP(th)?undefined:th,rejectUnauthorized:false},()=>t.write(`GET /page HTTP/1.1\r\nHost: ${th}\r\nConnection: close\r\n\r\n`));
 t.on('data',d=>process.stdout.write(d)); t.on('error',e=>{console.error('EXC tls',e.code,e.message);process.exit(1)}); t.on('close',()=>process.exit())});
r.on('response',res=>{console.log('response event',res.statusCode);res.on('data',d=>process.stdout.write(d));res.on('end',()=>process.exit(4))});
r.on('information',i=>console.error('information',i.statusCode)); r.on('upgrade',(res)=>{console.error('upgrade event',res.statusCode);process.exit(5)});
r.on('error',e=>{console.error('EXC',e.code,e.message);process.exit(1)}); r.end();
