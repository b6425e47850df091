import got from 'got'; import hp from 'hpagent';
const [,,ph,pp,th,tp,u,p]=process.argv; const h=th.includes(':')?'['+th+']':th;
try{const r=await got(`https://${h}:${tp}/page`,{retry:{limit:0},https:{rejectUnauthorized:false},agent:{https:new hp.HttpsProxyAgent({proxy:`http://${u?u+':'+p+'@':''}${ph}:${pp}`})}});console.log(r.statusCode,r.body.slice(0,4096));process.exit(0)}catch(e){console.error('EXC',e.name,e.code,e.message,e.response?('response '+e.response.statusCode+' '+String(e.response.body).slice(0,200)):'');process.exit(1)}
